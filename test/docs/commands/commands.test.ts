import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../support/cli/run-cli.ts';
import { kindOf } from './kinds.ts';
import { blocksOf, PAGES, ROOT, shellOf, textOf } from './pages.ts';
import { commandsIn } from './record.ts';

/** `console` is a transcript, which `test/readme` and `test/packets` run. */
const LANGUAGES = ['console', 'hcl', 'json', 'mermaid', 'sh', 'text', 'ts', 'yaml'];

const typed = PAGES.map((page) => ({ page, commands: commandsIn(shellOf(page)) })).filter(
  ({ commands }) => commands.length > 0,
);

describe.each(PAGES)('%s', (page) => {
  it('says of each block what it is in', () => {
    expect(blocksOf(page).filter(({ language }) => !LANGUAGES.includes(language))).toEqual([]);
  });

  it('links to what is there', () => {
    const links = [...textOf(page).matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !existsSync(join(ROOT, dirname(page), link)))).toEqual([]);
  });

  it('has no block that is only indented', () => {
    const outside = textOf(page).replaceAll(/^( *)```[^]*?^ *```$/gm, '');
    expect(outside.match(/^\n {4}\S.*$/gm)).toBeNull();
  });
});

describe.each(typed)('the commands on $page', ({ commands }) => {
  it('are complete, and of a kind that is checked', () => {
    const wrong = commands.flatMap((command) => {
      const kind = kindOf(command);
      const mistake = kind.kind === 'unknown' ? 'is of no known kind' : 'mistake' in kind ? kind.mistake : undefined;
      return mistake === undefined ? [] : [`${command.words.join(' ')}: ${mistake}`];
    });
    expect(wrong).toEqual([]);
  });
});

const ours = typed.flatMap(({ commands }) =>
  commands.flatMap((command) => {
    const kind = kindOf(command);
    return kind.kind === 'ours' ? [kind.argv.join(' ')] : [];
  }),
);

it('those of podroutes have flags that there are', async () => {
  expect(ours.length).toBeGreaterThan(20);
  for (const line of new Set(ours)) {
    const [name = ''] = line.split(' ');
    const { stdout, code } = await runCli([name, '--help']);
    expect(code).toBe(0);
    for (const [flag] of line.matchAll(/(?<= )--[a-z-]+/g)) expect(stdout).toContain(`${flag} `);
  }
});

it('a command of no known kind is found', () => {
  expect(kindOf({ words: ['rm', '-rf', '.'], region: '' })).toEqual({ kind: 'unknown' });
  expect(kindOf({ words: ['npm', 'run', 'nothing'], region: '' })).toMatchObject({ mistake: expect.anything() });
  expect(kindOf({ words: ['aws', 'ec2', 'describe-vpcs'], region: '' })).toMatchObject({ mistake: 'names no region' });
});
