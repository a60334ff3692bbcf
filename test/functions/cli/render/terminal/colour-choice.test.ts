import { expect, it } from 'vitest';
import { awsEnv, runCli } from '../../../../support/cli/run-cli.ts';
import { DriftedLab } from '../../resync/drifted-lab.ts';

const ESCAPE = '\u001b';

it.each<[string, boolean, readonly string[], Readonly<Record<string, string>>, boolean]>([
  ['on a terminal', true, [], {}, true],
  ['not in a pipe', false, [], {}, false],
  ['not with NO_COLOR', true, [], { NO_COLOR: '1' }, false],
  ['with NO_COLOR that is empty', true, [], { NO_COLOR: '' }, true],
  ['in a pipe with FORCE_COLOR', false, [], { FORCE_COLOR: '1' }, true],
  ['in a pipe with an empty FORCE_COLOR', false, [], { FORCE_COLOR: '' }, true],
  ['not with FORCE_COLOR=0', true, [], { FORCE_COLOR: '0' }, false],
  ['with FORCE_COLOR against NO_COLOR', false, [], { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  ['not with CLICOLOR=0', true, [], { CLICOLOR: '0' }, false],
  ['in a pipe with CLICOLOR_FORCE', false, [], { CLICOLOR_FORCE: '1' }, true],
  ['not in a pipe with CLICOLOR', false, [], { CLICOLOR: '1' }, false],
  ['not on a dumb terminal', true, [], { TERM: 'dumb' }, false],
  ['in a pipe with --color=always', false, ['--color=always'], { NO_COLOR: '1' }, true],
  ['not with --color never', true, ['--color', 'never'], { FORCE_COLOR: '1' }, false],
  ['as ever with --color=auto', true, ['--color=auto'], {}, true],
])('colours: %s', async (_, isTerminal, flags, more, expected) => {
  await using lab = await DriftedLab.open();
  const { stdout } = await runCli(['plan', ...flags], { env: { ...awsEnv(lab.ec2), ...more }, isTerminal });
  expect(stdout.includes(ESCAPE)).toBe(expected);
});

it('--color knows no other words', async () => {
  expect(await runCli(['plan', '--color=blue'])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Allowed choices are auto, always, never'),
  });
});
