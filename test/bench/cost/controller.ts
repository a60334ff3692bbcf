import type { Price } from '../prices.ts';
import type { Item } from './bill.ts';
import { ASSUMED } from './workload.ts';

/** A month of what a cloud controller manager asks for on the control plane's machines. Its API calls cost nothing. */
export function controllerBill(machine: Price): Item[] {
  const { controllerVcpus, controlPlaneNodes, daysInMonth } = ASSUMED;
  const quantity = controllerVcpus * controlPlaneNodes * daysInMonth * 24;
  return [{ what: 'its share of the control plane', quantity, price: machine }];
}
