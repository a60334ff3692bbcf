import type { Inventory } from '../../../../shared/reconcile/inventory/inventory.ts';

/** Whether nodes wait to be told a range, as far as nodes can be read: where they cannot, other checks say so. */
export async function hasAskingNodes(readInventory: () => Promise<Inventory>): Promise<boolean> {
  const nodes = await readInventory().then(
    (inventory) => inventory.nodes,
    () => [],
  );
  return nodes.some(({ node }) => node.claim.kind === 'requested');
}
