import { mkdtempDisposable } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import * as z from 'zod/mini';
import { Protos } from '../../../infra/build/trim/prune-protos.ts';
import { GCP_TUTORIAL, seedTutorialCluster, startLocalGce } from '../../../infra/local/gcp.ts';
import { findComputeCalls } from '../../built/trimmed/gcp-deployed-calls.ts';
import { gcpEnv, runCli, sleepless } from '../../support/cli/run-cli.ts';

const PROTOS = '@google-cloud/compute/build/protos/protos.json';
const require = createRequire(import.meta.url);
const protos = new Protos(require(PROTOS));

const GAX = createRequire(require.resolve(PROTOS)).resolve('google-gax');

/** What encodes every request of Google's clients: `encodeRequest(method, protocol, host, port, request, ...)`. */
const gax: { encodeRequest: (...args: unknown[]) => unknown } = require(join(dirname(GAX), 'fallbackRest.js'));

const Method = z.object({
  name: z.string(),
  requestType: z.string(),
  parent: z.object({ name: z.string(), fullName: z.string() }),
});

/** What of `value` a message of that type does not have: the client drops it. */
function unknownFields(type: string, value: object): string[] {
  const { fields = {} } = protos.get(type);
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    const field = fields[key];
    if (field === undefined) return [`${type.split('.').at(-1)} has no ${key}`];
    const parts = [inner].flat().filter((part) => typeof part === 'object' && part !== null);
    return parts.flatMap((part) => unknownFields(protos.resolve(field.type, type), part));
  });
}

const lowerFirst = (name: string) => name.charAt(0).toLowerCase() + name.slice(1);

/** The calls that clients encoded since `spy` stands there, and what of their requests is dropped. */
function encodedCalls({ mock }: { readonly mock: { readonly calls: readonly (readonly unknown[])[] } }) {
  return mock.calls.map(([method, , , , request]) => {
    const { name, requestType, parent } = Method.parse(method);
    const type = protos.resolve(requestType, parent.fullName.slice(1));
    const dropped = unknownFields(type, Object(request));
    return { call: `${lowerFirst(parent.name)}.${lowerFirst(name)}`, dropped };
  });
}

it('everything that our requests to Compute Engine hold is known to its client, which drops the rest', async () => {
  const spy = vi.spyOn(gax, 'encodeRequest');
  const gce = await startLocalGce();
  onTestFinished(async () => {
    spy.mockRestore();
    await gce.close();
  });
  seedTutorialCluster(gce.backend);
  await using folder = await mkdtempDisposable(join(tmpdir(), 'podroutes-requests-'));
  const run = (...argv: string[]) => runCli(argv, { env: gcpEnv(gce), time: sleepless(), folder: folder.path });
  gce.faults.failNext('globalOperations.wait', { code: 'cut', connection: 'closed' });
  await run('resync');
  gce.backend.deleteInstance('worker-0');
  await run('resync');
  await run('routes');
  await run('init');
  const { zone, subnet } = GCP_TUTORIAL;
  gce.backend.createInstance({ name: 'group-a', zone, subnet, metadata: { 'pod-cidr': 'auto' }, canIpForward: true });
  gce.faults.failNext('zoneOperations.wait', { code: 'cut', connection: 'closed' });
  await run('resync');
  const encoded = encodedCalls(spy);
  expect(encoded.flatMap(({ dropped }) => dropped)).toEqual([]);
  const { calls } = await findComputeCalls();
  expect([...new Set(encoded.map(({ call }) => call))].toSorted()).toEqual([...calls].toSorted());
});

it('what a client does not know is found, also further down', () => {
  const request = { project: 'p', returnPartialSuccess: true };
  const type = 'google.cloud.compute.v1.AggregatedListInstancesRequest';
  expect(unknownFields(type, request)).toEqual(['AggregatedListInstancesRequest has no returnPartialSuccess']);
  const insert = { project: 'p', routeResource: { name: 'r', warnings: [{ code: 'c', data: [{ kee: 'k' }] }] } };
  expect(unknownFields('google.cloud.compute.v1.InsertRouteRequest', insert)).toEqual(['Data has no kee']);
});
