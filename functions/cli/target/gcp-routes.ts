import type { ComputeApi } from '../../../shared/gcp/api/api.ts';
import { partsOfLink } from '../../../shared/gcp/names.ts';
import { formatGcloudTable } from '../render/cloud-cli-tables.ts';
import type { IsMeant } from './target.ts';

const HEADING = ['NAME', 'NETWORK', 'DEST_RANGE', 'NEXT_HOP', 'PRIORITY'];

/** A network's routes as the tutorial lists them with `gcloud compute routes list`. */
export async function listGcpRoutes(
  { clients, config, call, send }: ComputeApi,
  isMeant: IsMeant = () => true,
): Promise<string> {
  const { networkProject: project, network } = config;
  const list = () => send((options) => clients.routes.list({ project }, options));
  const [found] = await call('routes.list', `project ${project}`, list);
  const rows = found
    .filter((route) => partsOfLink(route.network).name === network && isMeant(route.destRange ?? ''))
    .map((route) => {
      const nextHop = route.nextHopIp ?? partsOfLink(route.nextHopInstance ?? route.nextHopGateway).name;
      return [route.name ?? '', network, route.destRange ?? '', nextHop, String(route.priority ?? '')];
    })
    .toSorted(([a = ''], [b = '']) => (a < b ? -1 : a > b ? 1 : 0));
  return formatGcloudTable(HEADING, rows);
}
