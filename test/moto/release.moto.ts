import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { Clock } from '../../shared/reconcile/cloud/clock.ts';
import { runCli, sleepless } from '../support/cli/run-cli.ts';
import { STACK } from './support/deployment.ts';
import { batchOf, envelope, queued, stateChange } from './support/events/events.ts';
import { SETTINGS, WarmFunction } from './support/function/warm-function.ts';
import { Release } from './support/release.ts';
import { aws, environment, resetMoto, run, runTutorial } from './support/suite/shell.ts';
import { lines } from './support/suite/text.ts';

const CLUSTER = 'kubernetes-the-hard-way';

/** Each calls the AWS CLI dozens of times. */
const SLOW = { timeout: 300_000 };

let release: Release;
beforeAll(async () => {
  await resetMoto();
  release = await Release.make();
  await release.upload();
});

const Configuration = z.object({
  Handler: z.string(),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }),
});

const configurationOf = async (stack: string) =>
  Configuration.parse(await aws('lambda', 'get-function-configuration', '--function-name', stack));

describe('what a release consists of', () => {
  it('is told by its checksums, all of it', async () => {
    const sums = lines(await readFile(join(release.folder, 'SHA256SUMS'), 'utf8'));
    const names = (await readdir(release.folder)).filter((name) => name !== 'SHA256SUMS' && !name.startsWith('.'));
    const hashed = names.map(async (name) => {
      const hash = createHash('sha256').update(await readFile(join(release.folder, name)));
      return `${hash.digest('hex')}  ${name}`;
    });
    expect(sums.toSorted()).toEqual((await Promise.all(hashed)).toSorted());
    expect(sums).toHaveLength(7);
  });

  it('has a template that cfn-lint does not mind', async () => {
    expect(await run('cfn-lint', '--non-zero-exit-code', 'informational', release.template)).toBe('');
  });
});

describe('from a folder with nothing else', () => {
  it('the template deploys, its function provisions the lab, and the command line runs', SLOW, async () => {
    await release.deploy(CLUSTER);
    const ids = lines(await runTutorial('network.sh', 'boot-controllers.sh', 'boot-three-workers.sh'));
    const { Handler, Environment } = await configurationOf(STACK);
    const [path = '', name = ''] = Handler.split('.');
    const file = join(await release.deployedCode(), `${path}.mjs`);
    await using podRoutes = await WarmFunction.start(file, Environment.Variables, name);
    const bodies = ids.map((id) => JSON.stringify(envelope(stateChange(id, 'running'))));
    expect(await podRoutes.invoke(batchOf(bodies))).toEqual({ batchItemFailures: [] });

    const table = await runTutorial('find-vpc.sh', 'find-table.sh', 'list-routes.sh');
    for (const [i, id] of ids.slice(3).entries())
      expect(table).toMatch(new RegExp(`${id} *\\| +10\\.200\\.${i}\\.0/24`));
    const nodes = await release.npx(SETTINGS, 'nodes', '--cloud', 'aws');
    expect(lines(nodes)).toEqual([0, 1, 2].map((i) => `10.240.0.2${i} 10.200.${i}.0/24`));
  });

  it('an update keeps what was said before', async () => {
    await release.deploy(CLUSTER, 'RouteQuota=1000');
    await release.deploy(CLUSTER, 'Dashboard=false');
    expect((await configurationOf(STACK)).Environment.Variables).toMatchObject({ ROUTE_QUOTA: '1000' });
  });
});

/** Everything of a stack, by the names that its resources have. */
async function everythingOf(stack: string): Promise<unknown> {
  const query = ['--query', 'StackResourceSummaries[].[LogicalResourceId,PhysicalResourceId]'];
  const resources = await aws('cloudformation', 'list-stack-resources', '--stack-name', stack, ...query);
  const rules = await aws('events', 'list-rules', '--query', `Rules[?starts_with(Name, '${stack}-')]`);
  const role = z.array(z.tuple([z.string(), z.string()])).parse(resources);
  const [, roleName = ''] = role.find(([logical]) => logical === 'FunctionRole') ?? [];
  const policies = await aws('iam', 'list-role-policies', '--role-name', roleName, '--query', 'PolicyNames');
  const queues = await aws('sqs', 'list-queues', '--queue-name-prefix', `${stack}-`, '--query', 'QueueUrls');
  const dashboards = await aws('cloudwatch', 'list-dashboards', '--dashboard-name-prefix', stack);
  return { resources, rules, policies, queues, dashboards, configuration: await configurationOf(stack) };
}

describe('two clusters whose names differ in a character that is replaced', () => {
  it('are deployed side by side, and one is removed without the other changing', SLOW, async () => {
    const blue = await release.deploy('lab.blue');
    const before = await everythingOf(blue);
    const green = await release.deploy('lab_blue', 'ClusterCidr=10.201.0.0/16', 'RouteTables=rtb-0123abcd');
    expect(green).not.toBe(blue);
    expect(await everythingOf(blue)).toEqual(before);
    expect((await configurationOf(green)).Environment.Variables).toMatchObject({ CLUSTER_NAME: 'lab_blue' });
    await release.remove('lab_blue');
    await expect(configurationOf(green)).rejects.toThrow(/ResourceNotFound/);
    expect(await everythingOf(blue)).toEqual(before);
  });
});

/** The checks of a node's life, which the deployed function has to carry. */
const LIFE = [
  'route-after-launch',
  'function-outcomes',
  'told-later',
  'deleted-route',
  'stopped-node',
  'ended-node',
  'foreign-route',
];

/** Time that passes for whoever waits in it, and in which the schedule fires each time. moto has no events of instances. */
function timeWithSchedule(podRoutes: WarmFunction): Clock {
  const clock = sleepless();
  const scheduled = { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} };
  return {
    now: clock.now,
    sleep: async (milliseconds) => {
      // Without tables it fails, as when the run is over; Lambda tells nobody here of that.
      if (milliseconds >= 1000) await podRoutes.invoke(queued(scheduled)).catch(() => undefined);
      return clock.sleep(milliseconds);
    },
  };
}

const ACCEPTANCE = ['acceptance', '--cloud', 'aws', '--yes', '--image-id', 'ami-12c6146b', '--watch-terminated', '0'];

const Report = z.looseObject({ checks: z.array(z.looseObject({ id: z.string(), outcome: z.string() })) });

describe('acceptance of what a release deployed', () => {
  it('sees its function make the routes, and leaves nothing but the stack', SLOW, async () => {
    const stack = await release.deploy('acceptance', 'ClusterCidr=10.253.0.0/16');
    const { Handler, Environment } = await configurationOf(stack);
    const [path = '', name = ''] = Handler.split('.');
    const file = join(await release.deployedCode(), `${path}.mjs`);
    await using podRoutes = await WarmFunction.start(file, Environment.Variables, name);
    const terminal = { env: environment(), folder: release.folder, time: timeWithSchedule(podRoutes) };
    const { stderr } = await runCli([...ACCEPTANCE, '--deployed', 'acceptance'], terminal);
    expect(stderr).toMatch(/^podroutes: the report is in /m);
    const report = Report.parse(JSON.parse(await readFile(join(release.folder, 'podroutes-acceptance.json'), 'utf8')));
    expect(report).toMatchObject({ reconciledBy: 'function', ended: 'complete', removed: true });
    const outcomes = new Map(report.checks.map(({ id, outcome }) => [id, outcome]));
    expect(LIFE.map((id) => [id, outcomes.get(id)])).toEqual(LIFE.map((id) => [id, 'as-believed']));
    await release.remove('acceptance');
    await expect(configurationOf(stack)).rejects.toThrow(/ResourceNotFound/);
  });
});
