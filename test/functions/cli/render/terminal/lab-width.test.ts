import { stripVTControlCharacters } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { bootWorker, seedTutorialCluster, startLocalEc2 } from '../../../../../infra/local/aws.ts';
import { awsEnv, runCli } from '../../../../support/cli/run-cli.ts';

const LAUNCHED_AT = Date.parse('2026-01-01T08:00:00Z');

it('a lab of up to 200 workers, with ranges of /25, has a line for each row in 80 columns', async () => {
  const ec2 = await startLocalEc2({ now: () => LAUNCHED_AT });
  onTestFinished(() => ec2.close());
  const { backend } = ec2;
  const { workers, ...network } = seedTutorialCluster(backend);
  const table = network.routeTableId;
  for (const i of [20, 199]) {
    const { id } = bootWorker(backend, network, i, `10.240.0.${20 + i}`);
    backend.setUserData(id, `name=worker-${i}|pod-cidr=10.200.${i >> 1}.128/25`);
  }
  backend.settle();
  const show = async (command: string) => {
    const options = { env: awsEnv(ec2), isTerminal: true, columns: 80, time: { now: () => LAUNCHED_AT + 7_200_000 } };
    const lines = stripVTControlCharacters((await runCli([command], options)).stdout)
      .trimEnd()
      .split('\n');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    return lines;
  };
  const planned = await show('plan');
  expect(planned).toHaveLength(1 + 5 + 1);
  expect(planned[0]).toBe(`in ${table} (missing):`);
  expect(planned).toContainEqual(expect.stringMatching(/^\+ 10\.200\.99\.128\/25  -> i-\w+ \(worker-199\)$/));
  await runCli(['resync'], { env: awsEnv(ec2) });

  const [, second, third] = workers;
  backend.replaceRoute(table, '10.200.1.0/24', { field: 'instanceId', id: third?.id ?? '' });
  expect(await show('plan')).toContain(`~ 10.200.1.0/24  worker-2 -> ${second?.id} (worker-1)`);
  const piped = await runCli(['plan'], { env: awsEnv(ec2) });
  expect(piped.stdout).toContain(
    `~ 10.200.1.0/24  ${third?.id} (worker-2) -> ${second?.id} (worker-1)  in ${table}  (`,
  );
  await runCli(['resync'], { env: awsEnv(ec2) });

  const routes = await show('routes');
  expect(routes).toHaveLength(2 + 7);
  expect(routes.slice(0, 2)).toEqual([
    `TABLE ${table}`,
    expect.stringMatching(/^DESTINATION +TARGET +NODE +STATE +NODE AGE +STATUS$/),
  ]);
  const nodes = await show('nodes');
  expect(nodes).toHaveLength(2 + 5);
  expect(nodes.slice(0, 2)).toEqual([
    'STATE running',
    expect.stringMatching(/^INTERNAL IP +POD CIDR +NODE +ID +AGE +STATUS$/),
  ]);
  expect(nodes.at(-1)).toMatch(/^10\.240\.0\.219  10\.200\.99\.128\/25  worker-199  i-\w+  2h   ok$/);

  const [first] = workers;
  backend.stop(first?.id ?? '');
  backend.settle();
  const mixed = await show('nodes');
  expect(mixed).toHaveLength(2 + 5);
  expect(mixed).toContainEqual(expect.stringMatching(/^10\.240\.0\.20 +10\.200\.0\.0\/24 .* stopped stopped$/));
});
