import type { Inventory } from '../../../../shared/reconcile/inventory/inventory.ts';
import type { Check, Inconclusive } from '../finding.ts';
import { analyzeAddresses } from './addresses.ts';
import { analyzeIpForwarding } from './ip-forwarding.ts';
import type { Remediations } from './remediations.ts';
import { analyzeRoutes } from './routes.ts';

const inconclusiveGaps = ({ gaps }: Inventory): Inconclusive[] =>
  gaps.map((gap) => ({ doubt: 'part of the nodes', why: gap }));

/** What the nodes and routes themselves tell, on both clouds. */
export function inventoryChecks(
  inventory: () => Promise<Inventory>,
  kind: 'aws' | 'gcp',
  location: string,
  remediations: () => Promise<Remediations>,
): Check[] {
  return [
    {
      area: 'routes',
      what: 'the routes to the nodes',
      run: async () => {
        const seen = await inventory();
        return [...analyzeRoutes(seen, location, await remediations()), ...inconclusiveGaps(seen)];
      },
    },
    {
      area: 'forwarding',
      what: 'whether nodes forward packets',
      run: async () => analyzeIpForwarding(await inventory(), kind, await remediations()),
    },
    {
      area: 'addresses',
      what: 'the ranges of nodes, cluster and network',
      run: async () => analyzeAddresses(await inventory(), await remediations()),
    },
  ];
}
