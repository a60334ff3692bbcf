import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runCli } from '../support/cli/run-cli.ts';

const page = readFileSync(new URL('../../docs/command-line.md', import.meta.url), 'utf8');

const rows = [...page.matchAll(/^\| `([a-z]+)` +\| (.*?) \|/gm)].map(([, name = '', text = '']) => ({ name, text }));

async function helpOf(...words: readonly string[]): Promise<string> {
  return (await runCli([...words, '--help'])).stdout;
}

it('has the commands that help has', async () => {
  const [, list = ''] = (await helpOf()).split(/Commands:\n|\nExamples:/);
  const commands = [...list.matchAll(/^ {2}([a-z]+) /gm)].map(([, name = '']) => name);
  expect(rows.map(({ name }) => name).toSorted()).toEqual(commands.filter((name) => name !== 'help').toSorted());
});

it('names only flags that there are, each of a command that has it', async () => {
  for (const { name, text } of rows) {
    const help = await helpOf(name);
    for (const [flag] of text.matchAll(/--[a-z-]+/g)) expect(help).toMatch(new RegExp(`^ +(?:-\\w, )?${flag}\\b`, 'm'));
  }
});

it('tells of every flag that several commands share beside the settings, and those of what is written', async () => {
  const flags = [
    '--node',
    '--table',
    '--out',
    '--plan',
    '--yes',
    '--force',
    '--watch',
    '--interval',
    '--all-clusters',
    '--color',
    '--output',
  ];
  for (const flag of flags) expect(page).toContain(flag);
});
