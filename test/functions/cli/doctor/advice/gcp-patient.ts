import { GCP_TUTORIAL, type LocalGce, seedTutorialNetwork, startLocalGce } from '../../../../../infra/local/gcp.ts';
import { formatRouteDescription } from '../../../../../shared/gcp/routes/route-description.ts';
import { emulateGcloud } from '../support/gcloud-emulator.ts';
import { environment } from './command-line.ts';
import { type Fleet, leftoverRanges } from './fleet.ts';
import { isFor, type Patient, rangesIn } from './patient.ts';

const { network, zone, subnet, project, clusterRange } = GCP_TUTORIAL;

const addressOf = (i: number) => `10.240.0.2${i}`;
const routeNameOf = (destination: string) => `kubernetes-route-${destination.replaceAll(/[./]/g, '-')}`;

/** More ranges than anybody reads. */
const UNREADABLE = Array.from({ length: 30 }, (_, i) => `10.200.${100 + i}.0/24`).join(' ');

function closeFilters({ backend }: LocalGce, { filter }: Fleet): void {
  const internal = `${network}-allow-internal`;
  const everything = [{ IPProtocol: 'all' }];
  if (filter === 'closed' || filter === 'narrow') backend.deleteFirewall(internal);
  if (filter === 'narrow')
    backend.createFirewall(internal, network, { allowed: everything, sourceRanges: ['10.200.0.0/22'] });
  if (filter !== 'denied') return;
  for (const [i, tag] of ['odd', 'even'].entries()) {
    const denial = { denied: everything, sourceRanges: [clusterRange], targetTags: [tag], priority: 500 + i };
    backend.createFirewall(`deny-${tag}`, network, denial);
  }
}

function addRoute(
  { backend }: LocalGce,
  name: string,
  destRange: string,
  nextHopIp: string,
  description?: string,
): void {
  if (backend.route(name) !== undefined) return;
  backend.addRoute({ name, network, destRange, nextHopIp, ...(description === undefined ? {} : { description }) });
}

function populate(gce: LocalGce, fleet: Fleet): void {
  const { backend } = gce;
  const boot = (name: string, ip: string, i: number, statement?: string) =>
    backend.createInstance({
      name,
      zone,
      subnet,
      ip,
      canIpForward: fleet.nodes[i]?.dropsPackets !== true,
      tags: [i % 2 === 0 ? 'even' : 'odd'],
      ...(statement === undefined ? {} : { metadata: { 'pod-cidr': statement } }),
    });
  boot('appliance', '10.240.0.90', -1);
  boot('gone', '10.240.0.91', -1);
  boot('stranger', '10.240.0.92', -1);
  const stranger = { name: 'stranger', id: backend.instance('stranger').id };
  fleet.nodes.forEach(({ states, routes, cluster, isStopped }, i) => {
    const name = `worker-${i}`;
    const node = boot(name, addressOf(i), i, states === 'unreadable' ? UNREADABLE : states);
    const stated = rangesIn(states).filter((range) => /^10\.200\.\d+\.(?:0|128)\/2/.test(range));
    const ranges = { stated, none: [], another: [`10.200.${20 + i}.0/24`] }[routes];
    for (const range of ranges) {
      const their = formatRouteDescription('other', { name, id: node.id });
      // What asks has no mark of its cluster: whoever sees it first gives it a range.
      if (cluster === 'other' && states !== 'auto')
        addRoute(gce, `other-${i}-${range.replaceAll(/[./]/g, '-')}`, range, addressOf(i), their);
      else addRoute(gce, routeNameOf(range), range, addressOf(i));
    }
    if (isStopped) backend.stop(name);
  });
  fleet.routes.forEach(({ destination, to }, i) => {
    if (to === 'gateway') {
      const hop = { nextHopGateway: `projects/${project}/global/gateways/default-internet-gateway` };
      backend.addRoute({ name: `foreign-${i}`, network, destRange: destination, ...hop });
    } else if (to === 'other cluster') {
      addRoute(gce, `foreign-${i}`, destination, '10.240.0.92', formatRouteDescription('other', stranger));
    } else addRoute(gce, `foreign-${i}`, destination, to === 'gone' ? '10.240.0.91' : '10.240.0.90');
  });
  for (const range of leftoverRanges(fleet.leftovers)) addRoute(gce, routeNameOf(range), range, '10.240.0.91');
  backend.deleteInstance('gone');
}

function workingRoutes({ backend }: LocalGce): Set<string> {
  const byAddress = new Map(backend.instances().map((vm) => [vm.nics[0]?.ip ?? '', vm]));
  const working = backend.routesOf(network).flatMap(({ destRange, nextHop }) => {
    const vm = nextHop.field === 'nextHopIp' ? byAddress.get(nextHop.value) : undefined;
    const statement = vm?.metadata.items.find(({ key }) => key === 'pod-cidr')?.value ?? '';
    const isWorking = vm?.status === 'RUNNING' && isFor(statement, destRange);
    return isWorking ? [`${network} ${destRange} -> ${vm.path}`] : [];
  });
  return new Set(working);
}

function requests({ backend }: LocalGce): Map<string, string[]> {
  const isAsking = ({
    metadata,
  }: {
    readonly metadata: { readonly items: readonly { key: string; value: string }[] };
  }) => metadata.items.some(({ key, value }) => key === 'pod-cidr' && value === 'auto');
  const rangesOf = (address: string) =>
    backend.routesOf(network).flatMap(({ destRange, nextHop }) => (nextHop.value === address ? [destRange] : []));
  const asking = backend.instances().filter(isAsking);
  return new Map(asking.map(({ path, nics }) => [path.split('/').at(-1) ?? '', rangesOf(nics[0]?.ip ?? '')]));
}

/** A fleet in a local Compute Engine. */
export async function startGcpPatient(fleet: Fleet): Promise<Patient> {
  const gce = await startLocalGce({ operationSteps: 0 });
  seedTutorialNetwork(gce.backend);
  closeFilters(gce, fleet);
  populate(gce, fleet);
  const { calls } = gce;
  const record = calls.record.bind(calls);
  return {
    env: environment({ COMPUTE_API_ENDPOINT: gce.url, GOOGLE_CLOUD_PROJECT: project }),
    type: async (program, words) => {
      // It edits the file that the commands before and after it write and read.
      if (program === 'sed') return;
      if (program !== 'gcloud') throw new Error(`nobody knows ${program}`);
      await emulateGcloud(gce, words);
    },
    workingRoutes: () => workingRoutes(gce),
    requests: () => requests(gce),
    onCall: (listener) => {
      calls.record = (call) => {
        record(call);
        listener(call.action);
      };
      return () => {
        calls.record = record;
      };
    },
    close: () => gce.close(),
  };
}
