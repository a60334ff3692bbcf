import {
  bootWorker,
  GCP_TUTORIAL,
  type LocalGce,
  seedTutorialNetwork,
  startLocalGce,
  workerPodCidr,
} from '../../../infra/local/gcp.ts';
import { deployGcp } from '../../../infra/local/gcp-deployment.ts';
import { captureLog } from '../../support/testbed/log.ts';
import { gceSource } from '../vpc/gcp/source.ts';
import type { Pod } from '../vpc/pod.ts';
import { startVpc, type Vpc } from '../vpc/vpc.ts';
import { farAway } from './slow-api.ts';

/** As `AwsScene`. */
export interface GcpScene extends AsyncDisposable {
  readonly gce: LocalGce;
  readonly vpc: Vpc;
  readonly client: Pod;
  readonly holder: Pod;
  readonly successor: Pod;
  deliver(): Promise<void>;
  resync(): Promise<unknown>;
  /** The address that the range's route leads to. */
  readonly target: () => string | undefined;
}

const RANGE = workerPodCidr(1);
export const HOLDER = 'worker-1';
export const SUCCESSOR = 'successor';

export async function startGcpScene(): Promise<GcpScene> {
  const gce = await startLocalGce();
  seedTutorialNetwork(gce.backend);
  const far = await farAway(gce);
  const { log } = captureLog('gcp');
  const deployment = await deployGcp(far.cloud, { log });
  const { url, eventarc } = deployment;
  const { network, zone, subnet } = GCP_TUTORIAL;
  const vpc = startVpc(gceSource(gce, network));
  const deliver = () => eventarc.drain(url);
  const [client, holder] = [0, 1].map((i) => vpc.addPod(bootWorker(gce.backend, i).path, workerPodCidr(i)));
  await deliver();
  const metadata = { 'pod-cidr': RANGE };
  const { path } = gce.backend.createInstance({ name: SUCCESSOR, zone, subnet, canIpForward: true, metadata });
  const successor = vpc.addPod(path, RANGE);
  await deliver();
  if (client === undefined || holder === undefined) throw new Error('there are two');
  const headers = { 'content-type': 'application/json' };
  return {
    gce,
    vpc,
    client,
    holder,
    successor,
    deliver,
    resync: async () => (await fetch(url, { method: 'POST', headers, body: '{"action":"resync"}' })).json(),
    target: () => gce.backend.routesOf(network).find(({ destRange }) => destRange === RANGE)?.nextHop.value,
    [Symbol.asyncDispose]: async () => {
      vpc[Symbol.dispose]();
      await deployment.close();
      await far[Symbol.asyncDispose]();
      await gce.close();
    },
  };
}
