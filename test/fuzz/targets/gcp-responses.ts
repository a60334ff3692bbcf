import fc from 'fast-check';
import { makeLogger } from '../../../functions/common/log.ts';
import { Reconciler } from '../../../functions/common/reconciler.ts';
import { makeRequestHandler } from '../../../functions/gcp/request-handler.ts';
import { GCP_SETTINGS } from '../../../infra/local/gcp-deployment.ts';
import { GCP_TUTORIAL, seedTutorialNetwork, startLocalGce } from '../../../infra/local/gcp.ts';
import { VirtualClock } from '../../../infra/local/simulation.ts';
import { computeClients } from '../../../shared/gcp/api/client.ts';
import { computeCloud } from '../../../shared/gcp/cloud.ts';
import { readGcpConfig } from '../../../shared/gcp/config.ts';
import { isAcceptable } from '../oracle/cidr-oracle.ts';
import { type RecordedRequest, corruption, startCorruptingProxy } from '../inputs/corrupting-proxy.ts';
import { type InputConsumer, fuzzTarget } from '../target.ts';
import { assertNoSecret, SECRET } from '../oracle/safety-checker.ts';
import { gcpRequest } from './events.ts';

const CLUSTER = ['10.200.0.0/16', 'fd00:10::/48'];
const NODES = 4;

/** What a function may write: routes of the cluster, under their own names. */
function assertInCluster({ method, url, body }: RecordedRequest): void {
  if (method === 'DELETE' && !/\/kubernetes-route-(10-200-|fd00-10-)[0-9a-f-]+(\?|$)/.test(url)) {
    throw new Error(`DELETE ${url}`);
  }
  if (method !== 'POST' || !url.includes('/routes')) return;
  const { destRange = '' }: { destRange?: string } = JSON.parse(body);
  if (!isAcceptable(destRange, CLUSTER, [])) throw new Error(`a route to ${destRange} was made`);
}

const RESYNC = { type: undefined, contentType: 'application/json', body: '{"action":"resync"}' };

const input = fc.record({
  spoils: fc.array(corruption, { minLength: 1, maxLength: 3 }),
  lost: fc.nat(2 ** NODES - 1),
  requests: fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(RESYNC) }, gcpRequest), {
    minLength: 1,
    maxLength: 2,
  }),
});

type Input = typeof input extends fc.Arbitrary<infer Value> ? Value : never;

/** The Cloud Run function with its real clients before a Compute Engine that answers rubbish. */
async function open(): Promise<InputConsumer<Input>> {
  const gce = await startLocalGce({ operationSteps: 0 });
  seedTutorialNetwork(gce.backend);
  for (let i = 0; i < NODES; i += 1) {
    const node = {
      name: `node-${i}`,
      zone: GCP_TUTORIAL.zone,
      subnet: GCP_TUTORIAL.subnet,
      ip: `10.240.0.${30 + i}`,
      canIpForward: true,
    };
    const metadata = { 'startup-script': `TOKEN=${SECRET}`, 'pod-cidr': i === 0 ? SECRET : `10.200.${i}.0/24` };
    gce.backend.createInstance({ ...node, metadata });
  }
  gce.settle();
  const proxy = await startCorruptingProxy(gce.url);
  const config = readGcpConfig({ ...GCP_SETTINGS, COMPUTE_API_ENDPOINT: proxy.url });
  const clock = new VirtualClock();
  const cloud = computeCloud(computeClients(config), config, {
    retryPolicy: { maxRetries: 1, initialBackoff: 1, operationTimeout: 30 },
    clock,
  });
  const output: string[] = [];
  const worker = new Reconciler(cloud, config.cluster, makeLogger('gcp', { write: (line) => void output.push(line) }), {
    clock,
  });
  const answer = makeRequestHandler(
    () => worker,
    0,
    () => config.project,
  );
  return {
    async consume({ spoils: corruptions, lost, requests }) {
      const routes = gce.backend
        .routesOf(GCP_TUTORIAL.network)
        .filter(({ destRange }) => destRange.startsWith('10.200.'));
      for (const [i, { path }] of routes.entries()) {
        if (((lost >> i) & 1) === 1) gce.backend.deleteRoute(path.split('/').at(-1) ?? '');
      }
      output.length = 0;
      proxy.setCorruptions(corruptions);
      const ask = async ({ type, contentType, body }: (typeof requests)[number]) => {
        const headers = { 'content-type': contentType, ...(type === undefined ? {} : { 'ce-type': type }) };
        output.push(JSON.stringify(await answer(headers, Buffer.from(body))));
      };
      const answers = await Promise.allSettled(requests.map(ask));
      assertNoSecret(output);
      proxy.requests.forEach(assertInCluster);
      for (const each of answers) if (each.status === 'rejected') throw each.reason;
    },
    [Symbol.asyncDispose]: async () => {
      await proxy.close();
      await gce.close();
    },
  };
}

export const gcpResponses = fuzzTarget('answers of Compute Engine, through the Cloud Run function', 2, input, open);
