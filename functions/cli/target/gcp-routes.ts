import { CALL, type ComputeClients } from '../../../shared/gcp/client.ts';
import { partsOfLink } from '../../../shared/gcp/names.ts';
import { gcloudTable } from '../render/lab-tables.ts';

const HEADING = ['NAME', 'NETWORK', 'DEST_RANGE', 'NEXT_HOP', 'PRIORITY'];

/** A network's routes as the tutorial lists them with `gcloud compute routes list`. */
export async function gcpRoutes({ routes }: ComputeClients, project: string, network: string): Promise<string> {
  const [found] = await routes.list({ project }, CALL);
  const rows = found
    .filter((route) => partsOfLink(route.network).name === network)
    .map((route) => {
      const hop = route.nextHopIp ?? partsOfLink(route.nextHopInstance ?? route.nextHopGateway).name;
      return [route.name ?? '', network, route.destRange ?? '', hop, String(route.priority ?? '')];
    })
    .toSorted(([a = ''], [b = '']) => (a < b ? -1 : a > b ? 1 : 0));
  return gcloudTable(HEADING, rows);
}
