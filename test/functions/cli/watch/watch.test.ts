import { describe, expect, it } from 'vitest';
import { type CliResult, runCli } from '../../../support/cli/run-cli.ts';
import { startAwsDoctorFixture } from '../doctor/support/fixtures.ts';
import { DriftedLab } from '../resync/drifted-lab.ts';

/** Watches a lab in which one of `steps` happens between two looks; after the last look comes Ctrl-C. */
async function watched(
  lab: Pick<DriftedLab, 'run'>,
  argv: readonly string[],
  ...steps: readonly (() => void)[]
): Promise<CliResult> {
  let interrupt = () => {};
  let time = Date.now();
  let at = 0;
  const sleep = async (milliseconds: number, signal?: AbortSignal) => {
    time += milliseconds;
    if (milliseconds !== 15_000) return;
    const step = steps[at];
    at += 1;
    if (step === undefined) interrupt();
    else step();
    if (signal?.aborted === true) throw signal.reason;
  };
  const onInterruptible = (listener: () => void) => (interrupt = listener);
  return lab.run(argv, { time: { now: () => time, sleep }, onInterruptible });
}

const nothing = () => {};
const linesOf = ({ stdout }: CliResult) => stdout.trimEnd().split('\n');

describe('--watch', () => {
  it('prints all lines, then those that changed, and ends quietly by Ctrl-C', async () => {
    await using lab = await DriftedLab.open();
    const seen = await watched(
      lab,
      ['nodes', '--watch'],
      nothing,
      () => lab.ec2.backend.setSourceDestCheck(lab.workers[0] ?? '', false),
      () => lab.addRoute('10.200.1.0/24', 1),
      () => {
        lab.ec2.backend.createRoute(lab.otherTable, '10.200.1.0/24', { field: 'instanceId', id: lab.workers[1] ?? '' });
      },
    );
    expect([seen.code, seen.stderr]).toEqual([130, '']);
    const [heading, ...lines] = linesOf(seen);
    expect(heading).toMatch(/^INTERNAL IP +POD CIDR +NODE/);
    expect(lines).toHaveLength(4);
    expect(lines.at(-1)).toMatch(/^10\.240\.0\.21 +10\.200\.1\.0\/24 +worker-1 .* ok$/);
  });

  it('tells what is new and what is gone', async () => {
    await using lab = await DriftedLab.open();
    const seen = await watched(
      lab,
      ['routes', '-w', '10.200.0.0/16'],
      () => lab.ec2.backend.deleteRoute(lab.table, '10.200.9.0/24'),
      () => lab.addRoute('10.200.7.0/24', 0),
    );
    const [gone, added, ...none] = linesOf(seen).slice(1 + 8);
    expect([gone, added, none]).toEqual([
      expect.stringMatching(/ 10\.200\.9\.0\/24 .* gone$/),
      expect.stringMatching(/ 10\.200\.7\.0\/24 .* stale: worker-0 claims 10\.200\.0\.0\/24$/),
      [],
    ]);
  });

  it('of a node that is gone says how old it was when it was last seen, and no state', async () => {
    await using lab = await DriftedLab.open();
    const { backend } = lab.ec2;
    const end = () => {
      backend.terminate(lab.workers[2] ?? '');
      backend.settle();
    };
    const seen = await watched(lab, ['nodes', '--watch'], ...Array.from({ length: 9 }, () => nothing), end);
    expect(linesOf(seen).at(-1)).toMatch(/^10\.240\.0\.22 .* i-\w+ +- +2m +gone$/);
  });

  it('of a route that is gone tells no state', async () => {
    await using lab = await DriftedLab.open();
    const seen = await watched(lab, ['routes', '-w', '10.200.0.0/16'], () =>
      lab.ec2.backend.deleteRoute(lab.table, '10.200.9.0/24'),
    );
    expect(linesOf(seen).at(-1)).toMatch(/ 10\.200\.9\.0\/24 +i-\w+ +worker-2 +- +\d+s +gone$/);
  });

  it('keeps the columns where they are when what made them wide is gone', async () => {
    await using lab = await DriftedLab.open();
    const { backend } = lab.ec2;
    const rename = (name: string) => () => backend.tag(lab.workers[2] ?? '', { Name: name });
    const seen = await watched(lab, ['nodes', '--watch'], rename('worker-with-a-long-name'), rename('worker-2'));
    const [wide = '', narrow = ''] = linesOf(seen).slice(1 + 3);
    expect([wide, narrow]).toEqual([expect.stringContaining('long-name'), expect.stringContaining('worker-2')]);
    expect(narrow.indexOf(' i-')).toBe(wide.indexOf(' i-'));
  });

  it('of the status prints what is another, and not that time goes by', async () => {
    await using lab = await DriftedLab.open();
    const seen = await watched(lab, ['status', '--watch'], nothing, () => lab.addRoute('10.200.1.0/24', 1));
    const lines = linesOf(seen);
    const [first] = lines;
    expect(first).toMatch(/^Nodes /);
    expect(lines.filter((line) => line.startsWith('Function'))).toHaveLength(1);
    expect(lines.at(-1)).toMatch(/^Routes /);
  });

  it('of the status prints each trigger that is switched off meanwhile, and that all are on again', async () => {
    const { env, ec2 } = await startAwsDoctorFixture({ deployed: true });
    const rules = [...ec2.services.rules.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const switchRules = (enabled: boolean, count: number) => () => {
      for (const rule of rules.slice(0, count)) rule.enabled = enabled;
    };
    const lab: Pick<DriftedLab, 'run'> = { run: (argv, more) => runCli(argv, { env, ...more }) };
    const seen = await watched(
      lab,
      ['status', '-w'],
      switchRules(false, 2),
      switchRules(true, 1),
      switchRules(true, 2),
    );
    const off = (name: string) =>
      expect.stringMatching(new RegExp(`^Triggers +the rule \\S+-${name}-\\S+ .* is disabled$`));
    expect(linesOf(seen).filter((line) => line.startsWith('Trigger'))).toEqual([
      expect.stringMatching(/^Triggers +on$/),
      off('InstanceStateRule'),
      off('LifecycleHookRule'),
      off('LifecycleHookRule'),
      expect.stringMatching(/^Triggers +on$/),
    ]);
  });

  it('as data prints the whole again when something has changed', async () => {
    await using lab = await DriftedLab.open();
    const seen = await watched(
      lab,
      ['nodes', '-w', '-o', 'yaml'],
      nothing,
      () => lab.addRoute('10.200.1.0/24', 1),
      () =>
        lab.ec2.backend.createRoute(lab.otherTable, '10.200.1.0/24', { field: 'instanceId', id: lab.workers[1] ?? '' }),
    );
    expect(seen.stdout.match(/^cloud: aws$/gm)).toHaveLength(2);
    expect(seen.stdout.match(/^---$/gm)).toHaveLength(1);
  });

  it('waits for what goes by, and ends when it cannot read at all', async () => {
    await using lab = await DriftedLab.open();
    const seen = await watched(
      lab,
      ['nodes', '--watch'],
      () => lab.ec2.faults.failAlways('DescribeRouteTables', { code: 'InternalError', status: 500 }),
      () => lab.ec2.faults.stopFailing('DescribeRouteTables'),
    );
    expect(seen.code).toBe(130);
    expect(seen.stderr).toMatch(/InternalError.*; looking again in 15 s\n$/);
    const broken = await watched(lab, ['nodes', '--watch'], () =>
      lab.ec2.faults.failAlways('DescribeRouteTables', { code: 'UnauthorizedOperation', status: 403 }),
    );
    expect([broken.code, broken.stderr]).toEqual([1, expect.stringContaining('may not call ec2:DescribeRouteTables')]);
  });
});

describe('--interval', () => {
  it.each(['4', '0', '-1', 'x', '1e3', '99999999'])('is not %s', async (text) => {
    await using lab = await DriftedLab.open();
    const { code, stderr } = await lab.run(['nodes', '--watch', `--interval=${text}`]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('a number of seconds, 5 or more.')]);
  });
});
