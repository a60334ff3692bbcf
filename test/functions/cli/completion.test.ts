import { describe, expect, it } from 'vitest';
import { runCli } from '../../support/cli/run-cli.ts';

async function candidates(...words: readonly string[]): Promise<string[]> {
  const { code, stdout, stderr } = await runCli(['complete', '--', ...words]);
  expect([code, stderr]).toEqual([0, '']);
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')[0] ?? '']));
}

describe('what may be typed next', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['a command', ['pl'], ['plan']],
    ['a command that help is about', ['help', 'ini'], ['init']],
    ['a flag of all', ['--v'], ['--version']],
    ['a flag of the command', ['plan', '--fa'], ['--fail-on']],
    ['no flag of another command', ['nodes', '--fa'], []],
    ['nothing of a command that there is not', ['destroy', '--'], []],
    ['an argument', ['completion', ''], ['bash', 'zsh', 'fish']],
    ['a value', ['plan', '--cloud', ''], ['aws', 'gcp']],
    ['a value, by the short name', ['plan', '-o', 'j'], ['json']],
    ['a value behind =', ['plan', '--output=t'], ['--output=table']],
    [
      'a kind of what fails',
      ['plan', '--fail-on', ''],
      ['refused', 'conflicts', 'without-range', 'not-forwarding', 'unstated', 'none'],
    ],
    ['no value that is not known', ['plan', '--cluster-name', ''], []],
    ['no flag where a value has to be', ['plan', '--cluster-name', '--clu'], []],
    ['a flag behind a value that looks like one', ['plan', '--cluster-name', '--cloud', '--fa'], ['--fail-on']],
    ['a flag behind one without a value', ['plan', '--all', '--fa'], ['--fail-on']],
    ['nothing behind --', ['plan', '--', '--fa'], []],
    ['nothing like a method of all objects', ['constructor', ''], []],
  ])('%s', async (_, words, expected) => {
    expect(await candidates(...words)).toEqual(expected);
  });

  it('all commands, and no flag, where nothing is typed', async () => {
    const found = await candidates('');
    expect(found).toEqual(
      expect.arrayContaining(['nodes', 'routes', 'map', 'plan', 'resync', 'adopt', 'doctor', 'explain', 'init']),
    );
    expect(found.filter((word) => word.startsWith('-'))).toEqual([]);
  });

  it('the flags of a command that takes no word', async () => {
    expect(await candidates('plan', '')).toEqual(expect.arrayContaining(['--cluster-name', '--output', '--help']));
  });

  it('with what it means', async () => {
    expect((await runCli(['complete', '--', 'no'])).stdout).toMatch(/^nodes\tlists the nodes\b.*\n$/);
  });

  it.each(['$(touch ran)', '`a`', '"', 'a\nb', '\u001b[2J', '--cluster-name=$(a)', '--', ''])(
    'never holds what was typed: %j',
    async (word) => {
      for (const answer of [
        await candidates(word),
        await candidates(word, 'no'),
        await candidates('plan', word, '--out'),
      ])
        for (const each of answer) expect(each).toMatch(/^[a-z-]+$/);
    },
  );
});
