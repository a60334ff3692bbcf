import fc from 'fast-check';
import { makeLogger } from '../../../functions/common/log.ts';
import { Worker } from '../../../functions/common/worker.ts';
import { makeAnswerer } from '../../../functions/gcp/answer.ts';
import { GCP_SETTINGS } from '../../../infra/local/gcp-deployment.ts';
import { LAB, seedLabNetwork, startLocalGce } from '../../../infra/local/gcp.ts';
import { VirtualClock } from '../../../infra/local/simulation.ts';
import { computeClients } from '../../../shared/gcp/client.ts';
import { computeCloud } from '../../../shared/gcp/cloud.ts';
import { readGcpConfig } from '../../../shared/gcp/config.ts';
import { mayHave } from '../oracle.ts';
import { type Asked, spoil, startRubbish } from '../rubbish.ts';
import { type Taker, target } from '../target.ts';
import { assertSilent, SECRET } from '../watch.ts';
import { gcpRequest } from './events.ts';

const CLUSTER = ['10.200.0.0/16', 'fd00:10::/48'];
const NODES = 4;

/** What a function may write: routes of the cluster, under their own names. */
function assertWithin({ method, url, body }: Asked): void {
  if (method === 'DELETE' && !/\/kubernetes-route-(10-200-|fd00-10-)[0-9a-f-]+(\?|$)/.test(url)) {
    throw new Error(`DELETE ${url}`);
  }
  if (method !== 'POST' || !url.includes('/routes')) return;
  const { destRange = '' }: { destRange?: string } = JSON.parse(body);
  if (!mayHave(destRange, CLUSTER, [])) throw new Error(`a route to ${destRange} was made`);
}

const RESYNC = { type: undefined, contentType: 'application/json', body: '{"action":"resync"}' };

const input = fc.record({
  spoils: fc.array(spoil, { minLength: 1, maxLength: 3 }),
  lost: fc.nat(2 ** NODES - 1),
  requests: fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(RESYNC) }, gcpRequest), {
    minLength: 1,
    maxLength: 2,
  }),
});

type Input = typeof input extends fc.Arbitrary<infer Value> ? Value : never;

/** The Cloud Run function with its real clients before a Compute Engine that answers rubbish. */
async function open(): Promise<Taker<Input>> {
  const gce = await startLocalGce({ operationSteps: 0 });
  seedLabNetwork(gce.world);
  for (let i = 0; i < NODES; i += 1) {
    const node = {
      name: `node-${i}`,
      zone: LAB.zone,
      subnet: LAB.subnet,
      ip: `10.240.0.${30 + i}`,
      canIpForward: true,
    };
    const metadata = { 'startup-script': `TOKEN=${SECRET}`, 'pod-cidr': i === 0 ? SECRET : `10.200.${i}.0/24` };
    gce.world.createInstance({ ...node, metadata });
  }
  gce.settle();
  const rubbish = await startRubbish(gce.url);
  const config = readGcpConfig({ ...GCP_SETTINGS, COMPUTE_API_ENDPOINT: rubbish.url });
  const runtime = new VirtualClock();
  const cloud = computeCloud(computeClients(config), config, {
    patience: { retries: 1, firstWait: 1, deadline: 30 },
    runtime,
  });
  const said: string[] = [];
  const worker = new Worker(cloud, config.cluster, makeLogger('gcp', { write: (line) => void said.push(line) }), {
    runtime,
  });
  const answer = makeAnswerer(
    () => worker,
    0,
    () => config.project,
  );
  return {
    async take({ spoils, lost, requests }) {
      const routes = gce.world.routesOf(LAB.network).filter(({ destRange }) => destRange.startsWith('10.200.'));
      for (const [i, { path }] of routes.entries()) {
        if (((lost >> i) & 1) === 1) gce.world.deleteRoute(path.split('/').at(-1) ?? '');
      }
      said.length = 0;
      rubbish.plan(spoils);
      const ask = async ({ type, contentType, body }: (typeof requests)[number]) => {
        const headers = { 'content-type': contentType, ...(type === undefined ? {} : { 'ce-type': type }) };
        said.push(JSON.stringify(await answer(headers, Buffer.from(body))));
      };
      const answers = await Promise.allSettled(requests.map(ask));
      assertSilent(said);
      rubbish.asked.forEach(assertWithin);
      for (const each of answers) if (each.status === 'rejected') throw each.reason;
    },
    [Symbol.asyncDispose]: async () => {
      await rubbish.close();
      await gce.close();
    },
  };
}

export const gcpAnswers = target('answers of Compute Engine, through the Cloud Run function', 2, input, open);
