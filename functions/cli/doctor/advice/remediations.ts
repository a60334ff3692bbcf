import type { Cidr } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import type { Instance } from '../../../../shared/reconcile/model/instance.ts';
import type { RouteEntry } from '../../../../shared/reconcile/inventory/route-entries.ts';
import type { PodroutesCommand } from '../podroutes-command.ts';

/** The command lines by which each cloud mends what both can suffer from. */
export interface Remediations {
  readonly podroutes: PodroutesCommand;
  readonly startNode: (node: Instance) => string;
  /** States other pod CIDRs for a node, in the place of all that it states now. */
  readonly setPodCidr: (node: Instance, cidrs: readonly Cidr[]) => string;
  /** The same with the range of the shell's POD_CIDR, without which the shell refuses the command. */
  readonly setPodCidrByHand: (node: Instance) => string;
  readonly deleteRoute: (route: RouteEntry) => string;
  /** Shows a route and what it leads to. */
  readonly showRoute: (route: RouteEntry) => string;
  /** Shows what tells which cluster an instance belongs to. */
  readonly showNode: (node: Instance) => string;
  /** Shows the data that a node's pod CIDR is read from. */
  readonly showPodCidrSource: (node: Instance) => string;
  /** Lists the instances that could be nodes. */
  readonly listInstances: () => string;
  readonly enableIpForwarding: (node: Instance) => string;
  readonly requestQuotaIncrease: (limit: number) => string;
}
