import type { Cidr } from '../../../../shared/reconcile/model/cidr.ts';
import type { Instance } from '../../../../shared/reconcile/model/instance.ts';
import type { RouteEntry } from '../../../../shared/reconcile/inventory/route-entries.ts';
import type { PodroutesCommand } from '../podroutes-command.ts';

/** The command lines by which each cloud mends what both can suffer from. */
export interface Remediations {
  readonly podroutes: PodroutesCommand;
  readonly startNode: (node: Instance) => string;
  /** States another pod CIDR for a node. */
  readonly setPodCidr: (node: Instance, cidr: Cidr) => string;
  readonly deleteRoute: (route: RouteEntry) => string;
  /** Shows the data that a node's pod CIDR is read from. */
  readonly showPodCidrSource: (node: Instance) => string;
  /** Lists the instances that could be nodes. */
  readonly listInstances: () => string;
  readonly enableIpForwarding: (node: Instance) => string;
  readonly requestQuotaIncrease: (limit: number) => string;
}
