import { type Cidr, overlaps } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import type { Inventory } from '../../../../shared/reconcile/inventory/inventory.ts';
import type { NodeEntry } from '../../../../shared/reconcile/inventory/node-entries.ts';
import type { Instance } from '../../../../shared/reconcile/model/instance.ts';
import { statedCidrs } from './occupied-ranges.ts';
import type { Ownership } from './ownership.ts';
import { planPodCidrs, type PodCidrPlan } from './pod-cidr-plan.ts';
import type { Remediations } from './remediations.ts';
import type { ResyncCommands } from './resync.ts';

/** The network with whose it is, how its commands are written, and what its nodes will be told: all findings go by the same. */
export interface Advice extends Ownership {
  readonly inventory: Inventory;
  readonly remediations: Remediations;
  readonly resync: ResyncCommands;
  readonly podCidrs: PodCidrPlan;
}

export function makeAdvice(
  inventory: Inventory,
  ownership: Ownership,
  remediations: Remediations,
  resync: ResyncCommands,
): Advice {
  return { ...ownership, inventory, remediations, resync, podCidrs: planPodCidrs(inventory, ownership) };
}

/** Whether a node is told to state something else than `cidr`. */
export const isToLeave = ({ podCidrs }: Advice, { id }: Instance, cidr: Cidr): boolean =>
  podCidrs.get(id)?.includes(cidr) === false;

/** The commands after which nodes state what is planned for them and have their routes. */
export function restate({ podCidrs, remediations, resync }: Advice, nodes: readonly Instance[]): string[] {
  const commands = nodes.flatMap((node) => {
    const cidrs = podCidrs.get(node.id);
    return cidrs === undefined ? [] : [remediations.setPodCidr(node, cidrs)];
  });
  return commands.length === 0 ? [] : [...commands, ...resync()];
}

/** The commands for a node that has to state something else; where nothing sure can be said, the one that shows what it states. */
export function mendStatement(advice: Advice, { node }: NodeEntry): string[] {
  const commands = restate(advice, [node]);
  return commands.length > 0 ? commands : [advice.remediations.showPodCidrSource(node)];
}

/** The ranges that a node has and will have when it states what is planned. One that asks may be given any of the cluster's. */
export function podCidrsToCome({ podCidrs: plan, inventory }: Advice, { node, podCidrs }: NodeEntry): Cidr[] {
  if (node.claim.kind === 'requested' && podCidrs.length === 0) return [...inventory.clusterCidrs];
  return [...new Set([...podCidrs, ...(plan.get(node.id) ?? [])])];
}

/** Whether another node states part of the range of this one, and neither is told to leave it. */
export function sharesItsRange({ inventory, podCidrs }: Advice, entry: NodeEntry): boolean {
  const stays = ({ node }: NodeEntry) => !podCidrs.has(node.id);
  const own = statedCidrs(entry);
  const others = inventory.nodes.filter((other) => other !== entry && stays(other)).flatMap(statedCidrs);
  return stays(entry) && others.some((cidr) => own.some((range) => overlaps(range, cidr)));
}
