import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sanitize } from '../../../../../functions/cli/render/terminal/sanitize.ts';
import { bootWorker, createTutorialNetwork, type LocalEc2, startLocalEc2 } from '../../../../../infra/local/aws.ts';
import { awsEnv, runCli } from '../../../../support/cli/run-cli.ts';

/** Retitles the window, clears the screen, answers back, hides, reorders: in 7-bit and in 8-bit spelling. */
const HOSTILE = '\u001b]0;owned\u0007\u001b[2J\u001b[1;1H\u001b[8m\u009b2J\r\u202eworker\n+ 10.200.9.0/24\u001b[32mok';

const ANYTHING_BUT_OURS = /(?!\n)[\p{Cc}\p{Cf}]/u;

/** Our own colours taken out: what is left must be text. */
const withoutColours = (text: string) =>
  ['1', '2', '22', '31', '32', '33', '36', '39'].reduce((left, code) => left.replaceAll(`\u001b[${code}m`, ''), text);

describe('a node whose name is an attack on the terminal', () => {
  let ec2: LocalEc2;
  beforeAll(async () => {
    ec2 = await startLocalEc2();
    const network = createTutorialNetwork(ec2.backend);
    const { id } = bootWorker(ec2.backend, network, 0);
    const rival = bootWorker(ec2.backend, network, 1);
    ec2.backend.tag(rival.id, { 'pod-cidr': '10.200.0.0/24' });
    // The local EC2 refuses control characters. The command line must not depend on that.
    for (const each of [id, rival.id]) {
      const tags = ec2.backend.instance(each)?.tags;
      if (tags instanceof Map) tags.set('Name', HOSTILE);
    }
    ec2.settle();
  });
  afterAll(() => ec2.close());

  const commands = ['nodes', 'nodes --output wide', 'nodes --output json', 'routes', 'routes --output wide'];
  const more = ['plan', 'plan --output json', 'resync --dry-run', 'resync', 'resync --output json'];

  it.each([...commands, ...more])('%s shows it as text, to people and to programs', async (command) => {
    const programs = await runCli(command.split(' '), { env: awsEnv(ec2) });
    expect(programs.stdout + programs.stderr).not.toMatch(ANYTHING_BUT_OURS);
    const people = await runCli(command.split(' '), { env: awsEnv(ec2), isTerminal: true });
    expect(withoutColours(people.stdout + people.stderr)).not.toMatch(ANYTHING_BUT_OURS);
    // The name is one cell of one line: it cannot pretend to be another.
    expect(people.stdout).not.toMatch(/^\+ 10\.200\.9\.0/m);
  });

  it('does not come from the settings file either', async () => {
    const { stderr } = await runCli(['plan', '--config', `${HOSTILE}.yaml`], { env: awsEnv(ec2), isTerminal: true });
    expect(stderr).toContain('owned');
    expect(withoutColours(stderr)).not.toMatch(ANYTHING_BUT_OURS);
  });
});

describe('visible', () => {
  it('lets our colours through where there are any', () => {
    expect(sanitize('\u001b[32m+\u001b[39m x\n', true)).toBe('\u001b[32m+\u001b[39m x\n');
    expect(sanitize('\u001b[32m+\u001b[39m', false)).toBe('\u{fffd}[32m+\u{fffd}[39m');
  });

  it.each(['\u001b[8m', '\u001b[5m', '\u001b[2J', '\u001b]0;x\u0007', '\u001b', '\u001b[32', '\u001b[038m'])(
    '%j',
    (sequence) => {
      expect(sanitize(`a${sequence}b`, true)).not.toContain('\u001b');
    },
  );
});
