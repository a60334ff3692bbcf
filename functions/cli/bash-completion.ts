/**
 * Completes commands and flags in bash. Words are passed on as they were typed and never evaluated: `$(...)` in one of them is
 * not run. Needs nothing but bash 3.2, and may be read twice.
 */
export const BASH_COMPLETION = `# bash completion for podroutes
__podroutes_complete() {
    local word words=() line i
    # bash takes words apart at = and :, with these as words of their own.
    for ((i = 1; i <= COMP_CWORD; i++)); do
        word=\${COMP_WORDS[i]}
        if ((i > 1)) && [[ $word == [=:]* || \${COMP_WORDS[i - 1]} == *[=:] ]]; then
            words[\${#words[@]} - 1]+=$word
        else
            words+=("$word")
        fi
    done
    COMPREPLY=()
    # A line is a word, a tab and what it means; the last one is a colon and a number.
    while IFS= read -r line; do
        [[ $line == :* ]] || COMPREPLY+=("\${line%%$'\\t'*}")
    done < <(podroutes complete -- "\${words[@]}" 2>/dev/null)
}
complete -F __podroutes_complete podroutes
`;
