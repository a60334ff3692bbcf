import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SHELLS } from '../../../functions/cli/completion/shells.ts';

export type Shell = (typeof SHELLS)[number];

/** A folder that has a `podroutes` to run, and an empty one to run it in. */
export interface Place {
  readonly bin: string;
  readonly empty: string;
}

export const isInstalled = (shell: Shell) => spawnSync(shell, ['--version']).status === 0;

/** Runs `script` in a shell without settings, with `args` as its positional parameters, and answers what it printed. */
export function runInShell(shell: Shell, script: string, { bin, empty }: Place, args: readonly string[] = []): string {
  const flags = { bash: ['--norc', '--noprofile', '-c'], zsh: ['-f', '-c'], fish: ['--no-config', '-c'] };
  const env = { PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: bin, LC_ALL: 'C.UTF-8', TERM: 'dumb' };
  const zeroth = shell === 'fish' ? [] : [shell];
  const ended = spawnSync(shell, [...flags[shell], script, ...zeroth, ...args], {
    cwd: empty,
    env,
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (ended.status !== 0 || ended.stderr !== '') throw new Error(`${shell}: ${ended.status} ${ended.stderr}`);
  return ended.stdout;
}

/** Gives zsh, when it has read its settings, a line and the tab key, and keeps what becomes of it. */
const ZSH_SETTINGS = `
unsetopt global_rcs
autoload -Uz compinit; compinit -u -D
source <(podroutes completion zsh); source <(podroutes completion zsh)
zle-line-init() { BUFFER=$LINE CURSOR=$#LINE; zle complete-word; print -rn -- "$BUFFER" >$RESULT; exit }
zle -N zle-line-init
`;

/** On ^X bash keeps the line. */
const BASH_SETTINGS = `
PS1=READY
keep() { printf %s "$READLINE_LINE" >$RESULT; exit; }
bind -x '"\\C-x": keep'
source <(podroutes completion bash); source <(podroutes completion bash)
`;

/** What a tab makes of a line at a terminal. The terminal is zsh's. */
export async function afterTab(shell: 'bash' | 'zsh', line: string, { bin, empty }: Place): Promise<string> {
  await writeFile(join(bin, '.zshrc'), ZSH_SETTINGS);
  await writeFile(join(bin, '.bashrc'), BASH_SETTINGS);
  const start = { zsh: 'ZDOTDIR=$HOME zsh -i', bash: 'bash --noprofile --rcfile $HOME/.bashrc -i' }[shell];
  const script = `
    zmodload zsh/zpty
    export LINE=$1 RESULT=$HOME/result
    zpty shell '${start}'
    ${shell === 'bash' ? `zpty -r shell seen '*READY*'; zpty -w -n shell "$LINE"$'\\t\\x18'` : ''}
    while zpty -r shell seen; do :; done
    cat $RESULT; rm $RESULT
  `;
  return runInShell('zsh', script, { bin, empty }, [line]);
}
