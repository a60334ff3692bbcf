import type { Inventory } from '../../../../shared/reconcile/inventory/inventory.ts';
import { type Check, check, type Finding, type Inconclusive } from '../finding.ts';
import { analyzeAddresses } from './addresses.ts';
import type { Advice } from '../advice/advice.ts';
import { analyzeIpForwarding } from './ip-forwarding.ts';
import { analyzeRoutes } from './routes.ts';

const inconclusiveGaps = ({ gaps }: Inventory): Inconclusive[] =>
  gaps.map((gap) => ({ doubt: 'part of the nodes', why: gap }));

/** The checks that need only nodes and routes, the same on both clouds. */
export function inventoryChecks(advice: () => Promise<Advice>, kind: 'aws' | 'gcp', location: string): Check[] {
  return [
    check('routes', 'the routes to the nodes', async () => {
      const known = await advice();
      return [...analyzeRoutes(known, location), ...inconclusiveGaps(known.inventory)];
    }),
    check('forwarding', 'whether nodes forward packets', async () => analyzeIpForwarding(await advice(), kind)),
    check('addresses', 'the ranges of nodes, cluster and network', async () => analyzeAddresses(await advice())),
  ];
}

/** What these checks find, for those who have read nodes and routes already. */
export function inventoryFindings(advice: Advice, kind: 'aws' | 'gcp', location: string): Finding[] {
  return [...analyzeRoutes(advice, location), ...analyzeIpForwarding(advice, kind), ...analyzeAddresses(advice)];
}
