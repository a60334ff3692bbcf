import type { Price } from '../prices.ts';
import type { BillItem } from './bill.ts';
import { ASSUMPTIONS } from './workload.ts';

/** A month of what a cloud controller manager asks for on the control plane's machines. Its API calls cost nothing. */
export function controllerBill(machine: Price): BillItem[] {
  const { controllerVcpus, controlPlaneNodes, daysInMonth } = ASSUMPTIONS;
  const quantity = controllerVcpus * controlPlaneNodes * daysInMonth * 24;
  return [{ what: 'its share of the control plane', quantity, price: machine }];
}
