import dns from 'node:dns';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BROKEN_CONNECTIONS } from '../../../../infra/local/simulation.ts';
import { sampled } from '../../../support/sample.ts';
import { COMMANDS, type Outcome } from './commands.ts';
import { runInPassingTime } from './run.ts';
import { type CloudName, startWorld } from './worlds.ts';

// init asks git, which takes its own time while here ten seconds pass at once.
beforeEach(() => void vi.stubEnv('PATH', '/nowhere'));
afterEach(() => void vi.unstubAllEnvs());

const ROWS = COMMANDS.flatMap(({ on, ...command }) =>
  on.map((cloud) => ({ ...command, cloud, name: `podroutes ${command.argv.join(' ')}, ${cloud}` })),
);

const EACH_WAY = BROKEN_CONNECTIONS.flatMap((connection) => ROWS.map((row) => ({ ...row, connection })));

/** The one line that a command ends with which could not do its work: who does not answer, and where. */
const SENTENCE: Readonly<Record<CloudName, RegExp>> = {
  aws: /^podroutes: (?:EC2|CloudWatch Logs) in region us-east-1 (?:does not answer \(\w+\) at URL|gives no whole answer at URL \(.+\)); check the connection, AWS_ENDPOINT_URL and proxies\n$/,
  gcp: /^podroutes: Compute Engine (?:does not answer \(\w+\) at URL|gives no whole answer at URL \(.+\)); check the connection, COMPUTE_API_ENDPOINT and proxies\n$/,
};

const endpointOf = (env: Readonly<Record<string, string>>) =>
  env['AWS_ENDPOINT_URL'] ?? env['COMPUTE_API_ENDPOINT'] ?? 'nowhere';

type Ended = Awaited<ReturnType<typeof runInPassingTime>>;

function expectFailure({ code, stdout, stderr, files }: Ended, cloud: CloudName, url: string): void {
  expect({ code, stdout, files }).toEqual({ code: 1, stdout: '', files: [] });
  expect(stderr.replaceAll(url, 'URL')).toMatch(SENTENCE[cloud]);
}

describe('a cloud of which nothing is answered', () => {
  it.each(sampled(EACH_WAY, 20))('is named within ten seconds, and where: $connection, $name', async (row) => {
    await using world = await startWorld(row.cloud, row.condition);
    vi.spyOn(world.faults, 'next').mockReturnValue({ code: 'cut', connection: row.connection });
    expectFailure(await runInPassingTime(row.argv, world.env), row.cloud, endpointOf(world.env));
  });

  it.each(sampled(ROWS, 4))('is named at once where nobody takes the connection: $name', async (row) => {
    await using world = await startWorld(row.cloud, row.condition);
    const url = 'http://127.0.0.1:1';
    const env = { ...world.env, [row.cloud === 'aws' ? 'AWS_ENDPOINT_URL' : 'COMPUTE_API_ENDPOINT']: url };
    expectFailure(await runInPassingTime(row.argv, env, 3000), row.cloud, url);
  });

  // Another Compute Engine than Google's has to be on the loopback interface.
  const onAws = ROWS.filter(({ cloud }) => cloud === 'aws');
  it.each(sampled(onAws, 2))('is named where its name is looked up for ever: $name', async (row) => {
    await using world = await startWorld(row.cloud, row.condition);
    vi.spyOn(dns, 'lookup').mockReturnValue(undefined);
    const url = 'http://unresolved.invalid';
    expectFailure(await runInPassingTime(row.argv, { ...world.env, AWS_ENDPOINT_URL: url }), row.cloud, url);
    vi.restoreAllMocks();
  });

  it.each(sampled(ROWS, 4))('is named where all connections die after the first call: $name', async (row) => {
    await using world = await startWorld(row.cloud, row.condition);
    const record = world.calls.record.bind(world.calls);
    vi.spyOn(world.calls, 'record').mockImplementationOnce((call) => {
      record(call);
      setImmediate(world.loseConnections);
    });
    const { code, stdout, stderr } = await runInPassingTime(row.argv, world.env);
    expect([0, 1, 2]).toContain(code);
    if (stdout === '' && code === 1) expect(stderr).toMatch(/does not answer|no whole answer/);
  });
});

/** What names the call that gets no answer, or its address. */
const naming = (action: string, url: string) =>
  new RegExp(`${action.replaceAll('.', String.raw`\.`)} on |${new URL(url).host}`);

/** Whether a command that did not get one answer ended as it should, and said so. */
function isTold(outcome: Outcome, { code, stdout, stderr, files }: Ended, name: RegExp): boolean {
  const isNamed = name.test(stdout + stderr) && !/unexpected error|^ {2,}at /m.test(stdout + stderr);
  switch (outcome.kind) {
    case 'fails':
      return code === 1 && stdout === '' && files.length === 0 && isNamed && stderr.split('\n').length === 2;
    case 'tells':
      return code === outcome.code && isNamed;
    case 'succeeds':
      return code === 0;
  }
}

describe.each(sampled(ROWS, 3))('where one call gets no answer: $name', ({ argv, cloud, condition, outcomeOf }) => {
  it.each(sampled(BROKEN_CONNECTIONS, 1))(
    'says which within ten seconds: %s',
    { timeout: 300_000 },
    async (connection) => {
      await using healthy = await startWorld(cloud, condition);
      await runInPassingTime(argv, healthy.env);
      const actions = new Set(healthy.calls.all.map(({ action }) => action));
      expect(actions.size).toBeGreaterThan(0);
      for (const action of sampled([...actions], 3)) {
        await using world = await startWorld(cloud, condition);
        world.faults.failAlways(action, { code: 'cut', connection });
        const ended = await runInPassingTime(argv, world.env);
        const outcome = outcomeOf(action);
        const isFine = isTold(outcome, ended, naming(action, endpointOf(world.env)));
        expect.soft({ action, outcome, ...(isFine ? {} : ended) }).toEqual({ action, outcome });
      }
    },
  );
});
