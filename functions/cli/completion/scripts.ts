import type { Shell } from './shells.ts';

/**
 * Scripts for shells, which complete commands, flags and their values. Each hands `podroutes complete` the words as they were
 * typed, and none of them evaluates one: a `$(...)` among them is not run. An answer is a line for each candidate: the word, a tab
 * and what it means. Where there is none, the shell offers file names; bash and zsh only for a plain word, since in others they
 * would run what stands in it while they look for files. Each may be read twice.
 */

/** Needs nothing but bash 3.2, which offers no file names: it has no `compopt`. */
const BASH = `# bash completion for podroutes
__podroutes_complete() {
    local word words=() line i before
    # bash takes words apart at = and :, with these as words of their own.
    for ((i = 1; i <= COMP_CWORD; i++)); do
        word=\${COMP_WORDS[i]}
        if ((i > 1)) && [[ $word == [=:]* || \${COMP_WORDS[i - 1]} == *[=:] ]]; then
            before=\${words[\${#words[@]} - 1]}
            [[ $word == [=:]* ]] && before+=$word
            words[\${#words[@]} - 1]+=$word
        else
            words+=("$word")
            before=
        fi
    done
    COMPREPLY=()
    while IFS= read -r line; do
        line=\${line%%$'\\t'*}
        COMPREPLY+=("\${line#"$before"}")
    done < <(podroutes complete -- "\${words[@]}" 2>/dev/null)
    if ((\${#COMPREPLY[@]} == 0)) && [[ $word != *[^[:alnum:]._/~-]* ]]; then
        compopt -o default 2>/dev/null || :
    fi
}
complete -F __podroutes_complete podroutes
`;

/** Is called by its name where it was found in fpath, and read where it stands in a .zshrc, after compinit. */
const ZSH = `#compdef podroutes
_podroutes() {
    local line tab=$'\\t'
    local -a candidates
    while IFS= read -r line; do
        candidates+=("\${\${line%%$tab*}//:/\\\\:}:\${line#*$tab}")
    done < <(podroutes complete -- "\${(@)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)
    if (( $#candidates )); then
        _describe podroutes candidates
    elif [[ $PREFIX != *[^[:alnum:]._/~-]* ]]; then
        _files
    fi
}
if [[ $funcstack[1] == _podroutes ]]; then _podroutes "$@"; else compdef _podroutes podroutes; fi
`;

const FISH = `# fish completion for podroutes
function __podroutes_complete
    set -l words (commandline -opc)
    set -l last (commandline -ct)
    set -l candidates (podroutes complete -- $words[2..-1] "$last" 2>/dev/null)
    if set -q candidates[1]
        printf '%s\\n' $candidates
    else
        __fish_complete_path "$last"
    end
end
complete -c podroutes -e
complete -c podroutes -f -a '(__podroutes_complete)'
`;

export const COMPLETION_SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: BASH,
  zsh: ZSH,
  fish: FISH,
};
