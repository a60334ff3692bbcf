import { makeLogger } from '../../../functions/common/log.ts';
import { deployGcp, GCP_SETTINGS } from '../../../infra/local/gcp-deployment.ts';
import { GCP_TUTORIAL, type LocalGce, startLocalGce } from '../../../infra/local/gcp.ts';
import { VirtualClock } from '../../../infra/local/simulation.ts';
import type { Report } from '../../../shared/reconcile/report/report.ts';
import { FLEET_SETTINGS, fleetCidr } from '../../support/testbed/fleet.ts';
import { readReport } from '../../support/testbed/log.ts';

/** A local Compute Engine with running nodes, and the function, which knows nothing yet. */
export interface GcpFleet extends AsyncDisposable {
  readonly gce: LocalGce;
  /** Creates node `i`, ends, stops or starts it, as the API does: its audit log entries wait to be delivered. */
  boot(i: number): void;
  delete(i: number): void;
  stop(i: number): void;
  start(i: number): void;
  /** Delivers the waiting entries, those that wait together at once. */
  deliver(): Promise<void>;
  /** The schedule fires. */
  runSchedule(): Promise<void>;
  /** Asks by hand for a resync. */
  resync(): Promise<Report>;
  readonly requests: number;
  readonly loggedBytes: number;
}

const SUBNET = { name: 'fleet', network: GCP_TUTORIAL.network, region: GCP_TUTORIAL.region, range: '10.241.0.0/20' };

/** Milliseconds in which requests that come together are gathered: none come in a fleet that is counted. */
const DEBOUNCE = 0;

/** @param routeQuota static routes that the network may hold; by default more than there are nodes */
export async function openGcpFleet(nodes: number, routeQuota = nodes + 100): Promise<GcpFleet> {
  const gce = await startLocalGce({ routeQuota, operationSteps: 1 });
  const { backend } = gce;
  backend.createNetwork(GCP_TUTORIAL.network);
  backend.createSubnet(SUBNET);
  const spec = (i: number) => ({
    name: `worker-${i}`,
    zone: GCP_TUTORIAL.zone,
    subnet: SUBNET.name,
    canIpForward: true,
    metadata: { 'pod-cidr': fleetCidr(i) },
  });
  for (let i = 0; i < nodes; i += 1) {
    const { nics } = backend.createInstance(spec(i));
    const destRange = fleetCidr(i);
    const name = `kubernetes-route-${destRange.replaceAll(/[./]/g, '-')}`;
    backend.addRoute({ name, network: GCP_TUTORIAL.network, destRange, nextHopIp: nics[0]?.ip ?? '' });
  }
  let logged = 0;
  const write = (line: string) => void (logged += Buffer.byteLength(line));
  const deployed = await deployGcp(gce, {
    log: makeLogger('gcp', { write }),
    settings: { ...GCP_SETTINGS, ...FLEET_SETTINGS },
    clock: new VirtualClock(),
    debounce: DEBOUNCE,
  });
  const { url, eventarc } = deployed;
  const resync = async () => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(url, { method: 'POST', headers, body: '{"action":"resync"}' });
    if (!answer.ok) throw new Error(`the resync was answered ${answer.status}`);
    return readReport(await answer.json());
  };
  return {
    gce,
    boot: (i) => void backend.createInstance(spec(i), 'gradually'),
    delete: (i) => backend.deleteInstance(`worker-${i}`, 'gradually'),
    stop: (i) => backend.stop(`worker-${i}`, 'gradually'),
    start: (i) => backend.start(`worker-${i}`, 'gradually'),
    deliver: () => eventarc.drainAll(url),
    resync,
    runSchedule: async () => void (await resync()),
    get requests() {
      return eventarc.requests;
    },
    get loggedBytes() {
      return logged;
    },
    async [Symbol.asyncDispose]() {
      await deployed.close();
      await gce.close();
    },
  };
}
