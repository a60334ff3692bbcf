import type { Cidr } from '../../../../shared/reconcile/cidr.ts';
import type { Instance } from '../../../../shared/reconcile/model.ts';
import type { RouteEntry } from '../../../../shared/reconcile/route-entries.ts';
import type { PodroutesCommand } from '../podroutes-command.ts';

/** The command lines by which each cloud mends what both can suffer from. */
export interface Mends {
  readonly podroutes: PodroutesCommand;
  readonly startNode: (node: Instance) => string;
  /** States another pod CIDR for a node. */
  readonly statePodCidr: (node: Instance, cidr: Cidr) => string;
  readonly deleteRoute: (route: RouteEntry) => string;
  /** Shows the data that a node's pod CIDR is read from. */
  readonly showNodeData: (node: Instance) => string;
  /** Lists the instances that could be nodes. */
  readonly listInstances: () => string;
  readonly forward: (node: Instance) => string;
  readonly askForRoutes: (limit: number) => string;
}
