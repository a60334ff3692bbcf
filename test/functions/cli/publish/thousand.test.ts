import { describe, expect, it, vi } from 'vitest';
import { GCP_TUTORIAL } from '../../../../infra/local/gcp.ts';
import { PUBLISHED_KEY } from '../../../../shared/reconcile/model/statement.ts';
import { sleepless } from '../../../support/cli/run-cli.ts';
import { stage } from './aws-stage.ts';
import { gcpProviderId, type GcpStage, gcpStage } from './gcp-stage.ts';
import { awsProviderId } from './kubernetes.ts';

describe('podroutes publish in a large cluster', () => {
  it('publishes a thousand in few calls: two looks, one read for 25 writes', async () => {
    await using at = await stage();
    const { aws, kubernetes, publish } = at;
    const { backend, calls } = aws.ec2;
    const { id: vpcId } = backend.createVpc({ cidr: '172.20.0.0/16' });
    const { id: subnetId } = backend.createSubnet({ vpcId, cidr: '172.20.0.0/16' });
    const { id: table } = backend.createRouteTable({ vpcId });
    for (let i = 0; i < 1000; i += 1) {
      const range = `10.200.${i >> 2}.${(i & 3) * 64}/26`;
      const { id } = backend.runInstance({ interfaces: [{ subnetId }] });
      kubernetes.nodes.put({ name: `node-${i}`, providerId: awsProviderId(id), podCidrs: [range] });
    }
    aws.ec2.settle();
    const { code, stdout } = await publish('--output', 'json', '--route-table-ids', table);
    expect(code).toBe(0);
    expect(stdout.match(/"status": "done"/g)).toHaveLength(1000);
    expect(kubernetes.calls.count('list nodes')).toBe(2);
    expect(['DescribeRouteTables', 'DescribeInstances', 'CreateTags'].map((action) => calls.count(action))).toEqual([
      1, 41, 1000,
    ]);
  });
});

const NODES = Array.from({ length: 1000 }, (_, i) => ({
  name: `worker-${i}`,
  range: `10.200.${i >> 2}.${(i & 3) * 64}/26`,
}));

/** Compute Engine's requests of one kind in a minute of a project. */
const QUOTA = [1500, 25] as const;
const FOR_EACH = ['instances.get', 'instances.setMetadata', 'zoneOperations.wait'];

/** Nodes, each with a key of its own in its metadata. */
function populate({ gcp, kubernetes }: GcpStage, nodes: typeof NODES): void {
  const { network, region, zone } = GCP_TUTORIAL;
  const { backend } = gcp.gce;
  backend.createSubnet({ name: 'large', network, region, range: '10.241.0.0/16' });
  for (const { name, range } of nodes) {
    backend.createInstance({ zone, subnet: 'large', canIpForward: true, name, metadata: { owner: name } });
    kubernetes.nodes.put({ name, providerId: gcpProviderId(name), podCidrs: [range] });
  }
  gcp.gce.settle();
}

function metadata({ gcp }: GcpStage): Record<string, Record<string, string>> {
  const instances = gcp.gce.backend.instances();
  return Object.fromEntries(
    instances.map(({ path, metadata: { items } }) => [
      path.split('/').at(-1) ?? '',
      Object.fromEntries(items.map(({ key, value }) => [key, value])),
    ]),
  );
}

const published = (nodes: typeof NODES): Record<string, Record<string, string>> =>
  Object.fromEntries(
    nodes.map(({ name, range }) => [name, { owner: name, 'pod-cidr': range, [PUBLISHED_KEY]: range }]),
  );

/** Somebody else, who adds a key to a node's metadata after every tenth read of one: the write after it has an old fingerprint. */
function intrude(at: GcpStage): ReadonlySet<string> {
  const { calls, backend } = at.gcp.gce;
  const intruded = new Set<string>();
  const record = calls.record.bind(calls);
  let reads = 0;
  vi.spyOn(calls, 'record').mockImplementation((call) => {
    record(call);
    if (call.action !== 'instances.get' || (reads += 1) % 10 !== 0) return;
    const name = `worker-${(reads / 2) % 200}`;
    intruded.add(name);
    backend.setMetadata(name, { ...metadata(at)[name], intruder: 'x' });
  });
  return intruded;
}

describe('podroutes publish in a large cluster on GCP', () => {
  it('publishes a thousand in three calls for each, none of which has to wait for the quota', async () => {
    const clock = sleepless();
    await using at = await gcpStage(clock);
    const { calls } = at.gcp.gce;
    populate(at, NODES);
    calls.reset();
    for (const action of FOR_EACH) at.gcp.gce.faults.throttle(action, ...QUOTA);
    const { code, stdout } = await at.publish('--output', 'json');
    expect(code).toBe(0);
    expect(stdout.match(/"status": "done"/g)).toHaveLength(1000);
    expect(metadata(at)).toEqual(published(NODES));
    expect(at.kubernetes.calls.count('list nodes')).toBe(2);
    const actions = ['instances.aggregatedList', 'routes.list', ...FOR_EACH];
    expect(actions.map((action) => calls.count(action))).toEqual([2, 1, 1000, 1000, 1000]);
    expect(calls.all).toHaveLength(3003);
    expect(calls.all.every(({ error }) => error === undefined)).toBe(true);
    expect(clock.now()).toBe(0);
  });

  it('two publishers at once resolve their conflicts, and keep the keys that somebody else changes meanwhile', async () => {
    await using at = await gcpStage();
    const { calls } = at.gcp.gce;
    const nodes = NODES.slice(0, 200);
    populate(at, nodes);
    calls.reset();
    const intruded = intrude(at);
    const [one, other] = await Promise.all([at.publish(), at.publish()]);
    expect([one.code, other.code]).toEqual([0, 0]);
    const expected = {
      ...published(nodes),
      ...Object.fromEntries([...intruded].map((name) => [name, { ...published(nodes)[name], intruder: 'x' }])),
    };
    expect(metadata(at)).toEqual(expected);
    expect(intruded.size).toBeGreaterThan(20);
    const errors = calls.all.flatMap(({ action, error }) => (error === undefined ? [] : [`${action}: ${error}`]));
    const [outdated, busy] = ['instances.setMetadata: conditionNotMet', 'instances.setMetadata: resourceNotReady'];
    expect(errors).toContain(outdated);
    expect(errors.filter((each) => each !== outdated && each !== busy)).toEqual([]);
    expect(calls.count('instances.get')).toBeLessThanOrEqual(2 * nodes.length + calls.count('instances.setMetadata'));
  });
});
