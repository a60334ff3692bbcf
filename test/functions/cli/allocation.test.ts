import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { AWS_TUTORIAL, createTutorialNetwork, startLocalEc2 } from '../../../infra/local/aws.ts';
import { GCP_TUTORIAL, seedTutorialNetwork, startLocalGce } from '../../../infra/local/gcp.ts';
import { awsEnv, gcpEnv, runCli, sleepless } from '../../support/cli/run-cli.ts';
import { expectSchema } from '../../support/schemas.ts';

/** A network in which a group launches nodes from one template, on either cloud. */
interface World extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
  /** Launches a node of the group `workers`; `podCidr` is what its template says. Returns its id. */
  readonly launch: (name: string, podCidr?: string) => string;
  /** What the tag or metadata key says; setting it is what a person does. */
  readonly statementOf: (name: string) => string | undefined;
  readonly state: (name: string, podCidr: string) => void;
  /** The destinations of the routes to a node. */
  readonly routesTo: (name: string) => string[];
  readonly addRoute: (destination: string, name: string) => void;
  /** Takes the right away to tell nodes anything. */
  readonly forbidTelling: () => void;
}

async function awsWorld(): Promise<World> {
  const ec2 = await startLocalEc2();
  const { backend } = ec2;
  const { subnetId, routeTableId, securityGroupId } = createTutorialNetwork(backend);
  const ids = new Map<string, string>();
  const idOf = (name: string) => ids.get(name) ?? '';
  return {
    env: awsEnv(ec2),
    launch: (name, podCidr) => {
      const tags = {
        Name: name,
        ...AWS_TUTORIAL.clusterTag,
        ...(podCidr === undefined ? {} : { 'pod-cidr': podCidr }),
      };
      const { id } = backend.runInstance({ subnetId, groupIds: [securityGroupId], userData: 'name=worker', tags });
      backend.addToGroup(id, 'workers');
      backend.setSourceDestCheck(id, false);
      ec2.settle();
      ids.set(name, id);
      return id;
    },
    statementOf: (name) => backend.instance(idOf(name))?.tags.get('pod-cidr'),
    state: (name, podCidr) => backend.tag(idOf(name), { 'pod-cidr': podCidr }),
    routesTo: (name) =>
      backend.routesOf(routeTableId).flatMap((each) => (each.instanceId === idOf(name) ? [each.destination] : [])),
    addRoute: (destination, name) =>
      backend.createRoute(routeTableId, destination, { field: 'instanceId', id: idOf(name) }),
    forbidTelling: () => {
      const message = 'You are not authorized to perform: ec2:CreateTags';
      ec2.faults.failAlways('CreateTags', { code: 'UnauthorizedOperation', status: 403, message });
    },
    [Symbol.asyncDispose]: () => ec2.close(),
  };
}

async function gcpWorld(): Promise<World> {
  const gce = await startLocalGce({ operationSteps: 0 });
  const { backend } = gce;
  seedTutorialNetwork(backend);
  const { zone, subnet, network, project } = GCP_TUTORIAL;
  const creator = `projects/${project}/zones/${zone}/instanceGroupManagers/workers`;
  const addressOf = (name: string) => backend.instance(name).nics[0]?.ip ?? '';
  return {
    env: gcpEnv(gce),
    launch: (name, podCidr) => {
      const metadata = { 'created-by': creator, ...(podCidr === undefined ? {} : { 'pod-cidr': podCidr }) };
      return backend.createInstance({ name, zone, subnet, metadata, canIpForward: true }).id;
    },
    statementOf: (name) => backend.instance(name).metadata.items.find(({ key }) => key === 'pod-cidr')?.value,
    state: (name, podCidr) => {
      const items = backend.instance(name).metadata.items.map(({ key, value }) => [key, value] as const);
      backend.setMetadata(name, { ...Object.fromEntries(items), 'pod-cidr': podCidr });
    },
    routesTo: (name) =>
      backend
        .routesOf(network)
        .flatMap(({ destRange, nextHop }) => (nextHop.value === addressOf(name) ? [destRange] : [])),
    addRoute: (destRange, name) =>
      void backend.addRoute({
        name: `kubernetes-route-${destRange.replaceAll(/[./]/g, '-')}`,
        network,
        destRange,
        nextHopIp: addressOf(name),
      }),
    forbidTelling: () => {
      const message = "Required 'compute.instances.setMetadata' permission";
      gce.faults.failAlways('instances.setMetadata', { code: 'forbidden', status: 403, message });
    },
    [Symbol.asyncDispose]: () => gce.close(),
  };
}

const worlds = { aws: awsWorld, gcp: gcpWorld };

const Findings = z.object({ findings: z.array(z.object({ id: z.string(), what: z.string(), mend: z.string() })) });

const RANGE = /10\.200\.\d+\.0\/24/;

// The clients take long to load: not in the time of the first test.
beforeAll(async () => {
  await Promise.all([import('../../../functions/cli/target/aws.ts'), import('../../../functions/cli/target/gcp.ts')]);
}, 30_000);

describe.each(['aws', 'gcp'] as const)('a group on %s', (cloud) => {
  const start = () => worlds[cloud]();
  const run = (world: World, argv: readonly string[], more: Record<string, string> = {}) =>
    runCli(argv, { env: { ...world.env, ...more }, time: sleepless() });
  const diagnose = async (world: World, more: Record<string, string> = {}) => {
    const { stdout } = await run(world, ['doctor', '--output', 'json'], more);
    return Findings.parse(JSON.parse(stdout)).findings;
  };
  const findingsOf = async (world: World, id: string, more: Record<string, string> = {}) =>
    (await diagnose(world, more)).filter((each) => each.id === id);

  describe('whose template states no range', () => {
    const NOTE = 'is of the group workers and states no pod CIDR; set pod-cidr to its range, to auto';

    it('is shown by every command, with the way out', async () => {
      await using world = await start();
      for (const name of ['worker-a', 'worker-b', 'worker-c']) world.launch(name);
      const planned = await run(world, ['plan']);
      expect(planned.code).toBe(0);
      for (const name of ['worker-a', 'worker-b', 'worker-c'])
        expect(planned.stdout).toContain(`! skipped ${name}: ${NOTE}`);
      const strict = await run(world, ['plan', '--fail-on', 'unstated']);
      expect(strict).toMatchObject({ code: 1, stdout: expect.stringContaining('Failed: 3 nodes state no range; ') });

      const list = await run(world, ['nodes']);
      expect(list.stdout).toBe('');
      expect(list.stderr).toContain(`left out: worker-b: ${NOTE}`);
      const wide = await run(world, ['nodes', '--output', 'wide']);
      expect(wide.stdout).toMatch(/ - +worker-a .* unstated: worker-a: is of the group workers/);
      const json: unknown = JSON.parse((await run(world, ['nodes', '--output', 'json'])).stdout);
      await expectSchema('nodes', json);
      expect(json).toMatchObject({ nodes: [], unstated: [{ name: 'worker-a' }, {}, {}] });

      const findings = await findingsOf(world, 'node-states-nothing');
      expect(findings).toHaveLength(3);
      expect(findings[0]?.mend).toContain('${POD_CIDR:?');
      const { stdout: page } = await run(world, ['map', '--out', '-']);
      expect(page).toContain('Instances that state no pod CIDR</h2>');
    });

    it('is not, where an empty key says that they are no nodes', async () => {
      await using world = await start();
      world.launch('worker-a', '');
      const strict = await run(world, ['plan', '--fail-on', 'unstated']);
      expect(strict).toMatchObject({ code: 0, stdout: 'Nothing to change: 0 unchanged, 0 conflicts.\n' });
    });
  });

  describe('whose nodes ask for ranges', () => {
    it('is planned, given ranges by hand, and in sync after that', async () => {
      await using world = await start();
      const id = world.launch('worker-a', 'auto');
      world.launch('worker-b', 'auto');
      const planned = await run(world, ['plan']);
      expect(planned.code).toBe(2);
      expect(planned.stdout).toMatch(
        /^\+ 10\.200\.\d+\.0\/24 +-> \S+ \(worker-a\) +in \S+ +\(allocated, it asks for a range\)$/m,
      );
      expect(planned.stdout).toContain('2 to create, 0 to replace, 0 to delete, 2 to tell their range; 0 unchanged');
      const report: unknown = JSON.parse((await run(world, ['plan', '--output', 'json'])).stdout);
      await expectSchema('report', report);
      expect(report).toMatchObject({
        toTell: expect.arrayContaining([{ node: id, name: 'worker-a', podCidrs: [expect.stringMatching(RANGE)] }]),
      });
      const before = await run(world, ['nodes', '--output', 'wide']);
      expect(before.stdout).toMatch(/ auto +worker-a .* asking: worker-a: asks for a pod CIDR and has none yet/);

      const resynced = await run(world, ['resync']);
      expect(resynced).toMatchObject({ code: 0, stderr: '' });
      const range = world.statementOf('worker-a');
      expect(range).toMatch(RANGE);
      expect(world.routesTo('worker-a')).toEqual([range]);
      expect(resynced.stdout).toContain(`> worker-a (${id}) was told ${range}\n`);
      expect(resynced.stdout).toContain('2 created, 0 replaced, 0 deleted, 2 told their range, 0 failed');
      expect(planned.stdout).toContain(`+ ${range}`);
      expect((await run(world, ['nodes'])).stdout).toContain(` ${range}\n`);
      expect(await run(world, ['plan'])).toMatchObject({ code: 0 });
      expect((await diagnose(world)).map((each) => each.id)).toEqual(['not-deployed']);
    });

    it('keeps the ranges that are reserved: they are shown as such, and told by the next resync', async () => {
      await using world = await start();
      const id = world.launch('worker-a', 'auto');
      world.addRoute('10.200.9.0/24', 'worker-a');
      const planned = await run(world, ['plan']);
      expect(planned).toMatchObject({
        code: 2,
        stdout: expect.stringContaining(`> worker-a (${id}) is to be told 10.200.9.0/24\n`),
      });
      const [finding] = await findingsOf(world, 'node-not-told');
      expect(finding?.what).toBe(
        'worker-a: asks for a pod CIDR; 10.200.9.0/24 is reserved for it, which it was not told yet',
      );
      expect((await run(world, ['nodes'])).stdout).toBe('');
      const { stdout: page } = await run(world, ['map', '--out', '-']);
      expect(page).toContain('aria-label="10.200.9.0/24, worker-a, ok"');
      expect(page).toContain('Nodes that ask for a range</h2><p>Free ranges: 255 of /24 in 10.200.0.0/16.</p>');
      expect(page.replaceAll(/<[^>]+>/g, '')).toContain('Needs attention: 1 node waits to be told a range');
      expect(page).not.toContain('Claims that are not accepted');
      expect(await run(world, ['resync'])).toMatchObject({ code: 0 });
      expect(world.statementOf('worker-a')).toBe('10.200.9.0/24');
    });

    it('tells nobody a range that another node states, whoever has the route, and says why', async () => {
      await using world = await start();
      world.launch('worker-a', 'auto');
      const other = world.launch('worker-b', '10.200.9.0/24');
      world.addRoute('10.200.9.0/24', 'worker-a');
      const reason = `worker-a: asks for a pod CIDR and is not told 10.200.9.0/24, to which it has a route: worker-b (${other}) states 10.200.9.0/24`;
      for (const command of ['plan', 'resync']) {
        const { code, stdout } = await run(world, [command], { COLUMNS: '300' });
        expect(code).toBe(1);
        expect(stdout).toContain(`! skipped ${reason}\n`);
        expect(stdout).toContain('! conflict over 10.200.9.0/24: ');
      }
      expect(world.statementOf('worker-a')).toBe('auto');
      expect(world.routesTo('worker-a')).toEqual(['10.200.9.0/24']);
      const [finding] = await findingsOf(world, 'node-not-told');
      expect(finding).toMatchObject({
        what: reason,
        mend: expect.stringContaining(cloud === 'aws' ? other : 'worker-b'),
      });
      // The way out that the doctor says.
      world.state('worker-b', '10.200.10.0/24');
      expect(await run(world, ['resync'])).toMatchObject({ code: 0 });
      expect(world.statementOf('worker-a')).toBe('10.200.9.0/24');
      expect(world.routesTo('worker-b')).toEqual(['10.200.10.0/24']);
    });

    it('names the right that is missing to tell them', async () => {
      await using world = await start();
      world.launch('worker-a', 'auto');
      world.forbidTelling();
      const { code, stdout } = await run(world, ['resync']);
      expect(code).toBe(1);
      const permission = cloud === 'aws' ? 'ec2:CreateTags' : 'compute.instances.setMetadata';
      expect(stdout).toContain(permission);
      expect(world.statementOf('worker-a')).toBe('auto');
      expect(await findingsOf(world, 'node-not-told')).toHaveLength(1);
      const missing = await findingsOf(world, 'permission-missing');
      expect(missing.filter(({ what }) => what.includes(permission))).toHaveLength(1);
    });

    it('fails plan and resync while no range is free, and the doctor counts what is', async () => {
      await using world = await start();
      world.launch('worker-a', '10.200.0.0/25');
      world.launch('worker-b', 'auto');
      const few = { CLUSTER_CIDR: '10.200.0.0/24' };
      for (const command of ['plan', 'resync']) {
        const { code, stdout } = await run(world, [command], few);
        expect(code).toBe(1);
        expect(stdout).toContain('! skipped worker-b: waits for a pod CIDR of /24: ');
        expect(stdout).toMatch(/0 conflicts, 1 without a range\.\n(?:.*\n)*Failed: no range is free for 1 node; /);
      }
      const others = ['plan', '--fail-on', 'refused,conflicts,unstated'];
      expect(await run(world, others, few)).toMatchObject({ code: 0 });
      const json: unknown = JSON.parse((await run(world, ['plan', '--output', 'json'], few)).stdout);
      await expectSchema('report', json);
      expect(json).toMatchObject({ withoutRange: [{ reason: expect.stringContaining('worker-b: waits') }] });
      const [finding] = await findingsOf(world, 'no-free-range', few);
      expect(finding?.what).toMatch(/; free ranges: 0 of \/24 \(1 of \/25\) in 10\.200\.0\.0\/24$/);
      expect(finding?.mend).toMatch(/^podroutes plan .*--cluster-cidr 10\.200\.0\.0\/24,10\.0\.0\.0\/24/);
      // A size of which there are some.
      const size = ['--node-cidr-mask-size-ipv4', '25'];
      expect(await run(world, ['resync', ...size], few)).toMatchObject({ code: 0 });
      expect(world.statementOf('worker-b')).toBe('10.200.0.128/25');
    });

    it('says so where two nodes have one range, as a copied tag makes it', async () => {
      await using world = await start();
      world.launch('worker-a', 'auto');
      await run(world, ['resync']);
      const range = world.statementOf('worker-a') ?? '';
      world.launch('worker-b', range);
      const { code, stdout } = await run(world, ['plan']);
      expect(code).toBe(1);
      expect(stdout).toContain(`! conflict over ${range}: `);
      expect(stdout).toContain('they are of one group, workers: with pod-cidr=auto in its template');
      expect(world.routesTo('worker-a')).toEqual([range]);
      const [finding] = await findingsOf(world, 'pod-cidr-doubled');
      expect(finding?.what).toContain('with pod-cidr=auto in its template each gets a range of its own');
      // The way out that both say.
      world.state('worker-b', 'auto');
      expect(await run(world, ['resync'])).toMatchObject({ code: 0 });
      expect(world.routesTo('worker-a')).toEqual([range]);
      expect(world.statementOf('worker-b')).not.toBe(range);
    });

    it('moves nothing when auto is set back on a node that was told', async () => {
      await using world = await start();
      world.launch('worker-a', 'auto');
      await run(world, ['resync']);
      const range = world.statementOf('worker-a');
      world.state('worker-a', 'auto');
      const planned = await run(world, ['plan']);
      expect(planned.code).toBe(2);
      expect(planned.stdout).toContain(`is to be told ${range}\n`);
      expect(planned.stdout).not.toMatch(/^[+~-] /m);
      expect(await findingsOf(world, 'node-not-told')).toHaveLength(1);
      expect(await run(world, ['resync'])).toMatchObject({ code: 0 });
      expect(world.routesTo('worker-a')).toEqual([range]);
      expect(world.statementOf('worker-a')).toBe(range);
    });
  });
});
