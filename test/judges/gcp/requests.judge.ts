import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { seedTutorialCluster, startLocalGce } from '../../../infra/local/gcp.ts';
import { INSTANCE_FIELDS, ROUTE_FIELDS } from '../../../shared/gcp/api/field-mask.ts';
import { pathsOf } from '../../shared/gcp/mask-paths.ts';
import { gcpEnv, runCli } from '../../support/cli/run-cli.ts';
import { startRecordingProxy } from '../../support/recording-proxy.ts';
import { Discovery } from './discovery.ts';

const discovery = new Discovery();

/** Documented with the method, in no list of its parameters: the client's types lack it as well. */
const RECOMMENDED = 'compute.instances.aggregatedList takes no returnPartialSuccess';

describe('what podroutes asks Compute Engine for is in the discovery document', () => {
  it('in every request: method, parameters and body', async () => {
    const gce = await startLocalGce();
    onTestFinished(() => gce.close());
    seedTutorialCluster(gce.backend);
    await using relay = await startRecordingProxy(gce.url);
    await using folder = await mkdtempDisposable(join(tmpdir(), 'podroutes-requests-'));
    const env = gcpEnv({ ...gce, url: relay.url });
    const run = (...argv: string[]) => runCli(argv, { env, folder: folder.path });
    await run('resync');
    gce.backend.deleteInstance('worker-0');
    await run('resync');
    await run('routes');
    await run('init');
    await run('doctor');
    const faults = relay.requests.flatMap(({ method: httpMethod, path, body }) => {
      const { pathname, searchParams } = new URL(path, relay.url);
      if (!pathname.startsWith('/compute/')) return [];
      const method = discovery.methodOf(httpMethod, pathname);
      const strange = [...searchParams.keys()].filter((name) => !discovery.isParameter(method, name));
      // Without a message to send, the client sends an empty string.
      const inBody = ['', '""'].includes(body) ? [] : discovery.faultsOf(method.request?.$ref, JSON.parse(body));
      return [...strange.map((name) => `${method.id} takes no ${name}`), ...inBody];
    });
    expect([...new Set(faults)]).toEqual([RECOMMENDED]);
    expect(relay.requests.length).toBeGreaterThan(20);
  });

  it.each([
    ['InstanceAggregatedList', INSTANCE_FIELDS],
    ['RouteList', ROUTE_FIELDS],
  ])('in every path of a field mask: %s', (schema, mask) => {
    for (const path of pathsOf(mask)) discovery.followPath(schema, path);
    expect(() => discovery.followPath(schema, ['items', 'nope'])).toThrow(/has no items\/nope/);
  });
});
