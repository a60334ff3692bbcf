import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { SHELLS } from '../../functions/cli/completion/shells.ts';
import { afterTab, isInstalled, type Place, runInShell, type Shell } from '../support/cli/shells.ts';

/** The Node to run it on: the one of this process, or that of the machine, which `.ci/run` names. */
const NODE = process.env['CLI_NODE'] ?? process.execPath;

let place: Place;
beforeAll(async () => {
  const bin = await mkdtemp(join(tmpdir(), 'podroutes-shells-'));
  const program = `#!/bin/sh\nexec '${NODE}' '${join(inject('built'), 'cli/podroutes.mjs')}' "$@"\n`;
  await writeFile(join(bin, 'podroutes'), program, { mode: 0o755 });
  place = { bin, empty: join(bin, 'empty') };
  await mkdir(place.empty);
});
afterAll(async () => {
  await rm(place.bin, { recursive: true });
});

/** Each makes a file where a shell evaluates it, or breaks the command line that it becomes a part of. */
const HOSTILE_WORDS = [
  '$(touch ran)',
  '`touch ran`',
  '(touch ran)',
  '${x:-$(touch ran)}',
  '"$(touch ran)"',
  '"a b"',
  "'it is'",
  "$'a\\nb'",
  '$HOME',
  '*',
  '--$(touch ran)',
  '--cluster-name=$(touch ran)',
];

/** Those at which files are looked for. */
const HOSTILE_PATHS = [
  '$(touch ran)/a',
  '`touch ran`/a',
  '"$(touch ran)/a',
  '${x:-$(touch ran)}/a',
  "*(e:'touch ran':)",
];

interface Case {
  readonly what: string;
  /** Without the name of the program. */
  readonly line: string;
  readonly expected: string;
}

const CASES: readonly Case[] = [
  { what: 'a command', line: 'no', expected: 'nodes' },
  { what: 'a shell', line: 'completion b', expected: 'completion bash' },
  { what: 'a flag', line: 'plan --cluster-n', expected: 'plan --cluster-name' },
  { what: 'a value', line: 'plan --cloud g', expected: 'plan --cloud gcp' },
  { what: 'a value behind =', line: 'plan --cloud=g', expected: 'plan --cloud=gcp' },
  { what: 'nothing behind --', line: 'plan -- --cluster-n', expected: 'plan -- --cluster-n' },
  { what: 'a file', line: 'plan --config a-f', expected: 'plan --config a-file' },
];

/** For bash a command begins in these, whose flags are not ours. */
const COMMANDS_TO_BASH = ['`touch ran`', '(touch ran)'];

function hostileCases(shell: Shell): readonly Case[] {
  const words = HOSTILE_WORDS.filter((word) => shell !== 'bash' || !COMMANDS_TO_BASH.includes(word)).join(' ');
  const line = `plan ${words} --cluster-n`;
  const inPaths = HOSTILE_PATHS.map((word) => `map --out ${word}`);
  return [
    { what: 'a flag behind hostile words', line, expected: `${line}ame` },
    ...inPaths.map((path) => ({ what: `nothing in ${path}`, line: path, expected: path })),
  ];
}

/** The line with its last word completed by the one candidate that fish has. */
function completedByFish(line: string): string {
  const script =
    'podroutes completion fish | source; podroutes completion fish | source; complete -C "podroutes $argv"';
  const candidates = runInShell('fish', script, place, [line])
    .split('\n')
    .filter((each) => each !== '');
  const [only, second] = candidates.map((each) => each.split('\t')[0]);
  return only === undefined || second !== undefined ? line : line.replace(/\S*$/, () => only);
}

const completed = async (shell: Shell, line: string) =>
  shell === 'fish' ? completedByFish(line) : (await afterTab(shell, `podroutes ${line}`, place)).slice(10).trimEnd();

/** bash's keys are pressed at zsh's terminal. */
const isMissing = (shell: Shell) => !isInstalled(shell === 'bash' ? 'zsh' : shell);

describe.each(SHELLS)('completion in %s', (shell) => {
  const isSkipped = isMissing(shell);
  if (isSkipped)
    process.stderr.write(`\n*** SKIPPED: completion at a terminal of ${shell}: a shell is not installed ***\n\n`);

  it.skipIf(isSkipped).each([...CASES, ...hostileCases(shell)])(
    'completes $what, and runs nothing that was typed',
    async ({ line, expected }) => {
      const file = join(place.empty, 'a-file');
      await writeFile(file, '');
      // zsh closes a quote that it opened.
      expect([expected, `${expected}"`]).toContain(await completed(shell, line));
      expect(await readdir(place.empty)).toEqual(['a-file']);
      await rm(file);
    },
    60_000,
  );
});

describe('completion in bash alone', () => {
  const script = `
    set -euo pipefail
    source <(podroutes completion bash); source <(podroutes completion bash)
    COMP_WORDS=(podroutes "$@"); COMP_CWORD=$#
    __podroutes_complete
    for word in \${COMPREPLY[@]+"\${COMPREPLY[@]}"}; do printf "%s\\n" "$word"; done
  `;

  it.each<{ what: string; words: readonly string[]; expected?: readonly string[] }>([
    { what: 'a command', words: ['no'], expected: ['nodes'] },
    { what: 'a flag', words: ['plan', '--cluster-n'], expected: ['--cluster-name'] },
    { what: 'a value', words: ['plan', '--cloud', ''], expected: ['aws', 'gcp'] },
    { what: 'a value behind =', words: ['plan', '--cloud', '=', 'g'], expected: ['gcp'] },
    { what: 'all values behind =', words: ['plan', '--cloud', '='], expected: ['aws', 'gcp'] },
    {
      what: 'a flag behind hostile words',
      words: ['plan', ...HOSTILE_WORDS, 'a\nb', ';touch ran', '"a b', "it's", '--cluster-n'],
      expected: ['--cluster-name'],
    },
    ...HOSTILE_PATHS.map((word) => ({ what: word, words: ['plan', word] })),
  ])('completes $what, and runs nothing that was typed', async ({ words, expected = [] }) => {
    expect(runInShell('bash', script, place, words)).toBe(expected.map((word) => `${word}\n`).join(''));
    expect(await readdir(place.empty)).toEqual([]);
  });
});
