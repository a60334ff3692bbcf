import type { Inventory } from '../../../../shared/reconcile/inventory/inventory.ts';
import type { Network } from '../model.ts';

/** What is known of who has which addresses. */
export interface Directory {
  readonly network: Network;
  readonly inventory: Inventory;
}
