import { afterAll, expect, it } from 'vitest';
import { seedTutorialCluster, startLocalGce } from '../../../infra/local/gcp.ts';
import { EXCLUDED_FROM_GAX } from '../../../infra/build/excluded-files.ts';
import { computeProtos } from '../../../infra/build/trim/compute-protos.ts';
import { gaxOverRest } from '../../../infra/build/trim/gax-over-rest.ts';
import { lazyBuiltins } from '../../../infra/build/trim/lazy-builtins.ts';
import { packageVersions } from '../../../infra/build/trim/package-versions.ts';
import { excludeFiles } from '../../../infra/build/trim/exclude-files.ts';
import { identifiersInOwnCode } from '../../../infra/build/trim/identifiers.ts';
import { startRecordingProxy } from '../../support/recording-proxy.ts';
import { GCP_CALLS, type GcpCall } from './gcp-calls.ts';
import { gcpProbe } from './gcp-probe.ts';
import { ENTRIES, findComputeCalls } from './gcp-deployed-calls.ts';
import { normalizeError, normalizeRequest } from './normalize.ts';
import { loadProbes, type Probe } from './probe.ts';

const { clients, calls: used } = await findComputeCalls();
const probes = loadProbes(gcpProbe(clients, [...used]), [
  lazyBuiltins,
  packageVersions,
  gaxOverRest,
  computeProtos,
  excludeFiles(EXCLUDED_FROM_GAX),
]);
afterAll(async () => (await probes).remove());

const NOON = Date.UTC(2026, 0, 1, 12);

/** Makes all calls, and those that nobody described with the project alone; tells what went over the wire and what came back. */
async function recordCalls(probe: Probe) {
  const gce = await startLocalGce({ now: () => NOON });
  seedTutorialCluster(gce.backend);
  await using relay = await startRecordingProxy(gce.url);
  const client = probe.open({ port: Number(new URL(relay.url).port) });
  const known = new Set(GCP_CALLS.map(({ name }) => name));
  const others = [...used].filter((name) => !known.has(name));
  const calls: readonly GcpCall[] = [...GCP_CALLS, ...others.map((name) => ({ name, input: { project: 'any' } }))];
  const told = [];
  for (const { name, input, fault, canned, timeout } of calls) {
    if (fault !== undefined) gce.faults.failNext(name, fault);
    if (canned !== undefined) relay.respondNext(canned);
    const outcome = await client
      .call(name, input, timeout)
      .catch((error: unknown) => ({ thrown: normalizeError(error) }));
    // Each bundle has classes of its own; what is in their objects has to be the same.
    told.push({ name, outcome: structuredClone(outcome), requests: relay.requests.splice(0).map(normalizeRequest) });
  }
  await client.close();
  await gce.close();
  return told;
}

it('Compute Engine’s clients, trimmed, send and understand what the whole ones do, errors included', async () => {
  const { trimmed, untrimmed } = await probes;
  const told = await recordCalls(trimmed);
  expect(told).toStrictEqual(await recordCalls(untrimmed));
  for (const { name, requests } of told) expect({ name, sent: requests.length }).toEqual({ name, sent: 1 });
  const aggregated = told.filter(({ name }) => name.endsWith('.aggregatedList'));
  for (const { requests } of aggregated) {
    expect(requests).toMatchObject([{ path: expect.stringMatching(/[?&]returnPartialSuccess=true$/) }]);
  }
}, 60_000);

it('keep each method that our code calls', async () => {
  const words = await identifiersInOwnCode({ entryPoints: ENTRIES });
  expect(used.size).toBeGreaterThanOrEqual(6);
  for (const name of used) expect(words).toContain(name.split('.')[1]?.toLowerCase());
});
