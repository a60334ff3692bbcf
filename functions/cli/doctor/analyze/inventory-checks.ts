import type { Inventory } from '../../../../shared/reconcile/inventory/inventory.ts';
import { type Check, check, type Inconclusive } from '../finding.ts';
import { analyzeAddresses } from './addresses.ts';
import { analyzeIpForwarding } from './ip-forwarding.ts';
import type { Remediations } from './remediations.ts';
import { analyzeRoutes } from './routes.ts';

const inconclusiveGaps = ({ gaps }: Inventory): Inconclusive[] =>
  gaps.map((gap) => ({ doubt: 'part of the nodes', why: gap }));

/** The checks that need only nodes and routes, the same on both clouds. */
export function inventoryChecks(
  inventory: () => Promise<Inventory>,
  kind: 'aws' | 'gcp',
  location: string,
  remediations: () => Promise<Remediations>,
): Check[] {
  return [
    check('routes', 'the routes to the nodes', async () => {
      const found = await inventory();
      return [...analyzeRoutes(found, location, await remediations()), ...inconclusiveGaps(found)];
    }),
    check('forwarding', 'whether nodes forward packets', async () =>
      analyzeIpForwarding(await inventory(), kind, await remediations()),
    ),
    check('addresses', 'the ranges of nodes, cluster and network', async () =>
      analyzeAddresses(await inventory(), await remediations()),
    ),
  ];
}
