import type { Inventory } from '../../../../shared/reconcile/inventory.ts';
import type { Check, Doubt } from '../model.ts';
import { judgeAddresses } from './addresses.ts';
import { judgeForwarding } from './forwarding.ts';
import type { Mends } from './mends.ts';
import { judgeRoutes } from './routes.ts';

const gapsOf = ({ gaps }: Inventory): Doubt[] => gaps.map((gap) => ({ doubt: 'part of the nodes', why: gap }));

/** What the nodes and routes themselves tell, on both clouds. */
export function inventoryChecks(
  inventory: () => Promise<Inventory>,
  kind: 'aws' | 'gcp',
  place: string,
  mends: () => Promise<Mends>,
): Check[] {
  return [
    {
      area: 'routes',
      what: 'the routes to the nodes',
      run: async () => {
        const seen = await inventory();
        return [...judgeRoutes(seen, place, await mends()), ...gapsOf(seen)];
      },
    },
    {
      area: 'forwarding',
      what: 'whether nodes forward packets',
      run: async () => judgeForwarding(await inventory(), kind, await mends()),
    },
    {
      area: 'addresses',
      what: 'the ranges of nodes, cluster and network',
      run: async () => judgeAddresses(await inventory(), await mends()),
    },
  ];
}
