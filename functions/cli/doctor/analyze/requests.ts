import { type AddressFamily, overlaps } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import type { NodeEntry } from '../../../../shared/reconcile/inventory/node-entries.ts';
import type { Inventory } from '../../../../shared/reconcile/inventory/inventory.ts';
import { addressFamiliesOf } from '../../../../shared/reconcile/plan/allocation/range-chooser.ts';
import { formatFreeRanges } from '../../render/free-ranges.ts';
import { type Advice, mendStatement } from '../advice/advice.ts';
import { moreClusterCidrs } from '../advice/cluster-cidrs.ts';
import { statedCidrs } from '../advice/occupied-ranges.ts';
import { type Finding, finding } from '../finding.ts';

/** A node that asks for a range and was not told one yet. */
export const isAsking = ({ node }: NodeEntry): boolean => node.claim.kind === 'requested';

const isFull = ({ freeRanges }: Inventory, family: AddressFamily) =>
  freeRanges.filter((each) => each.family === family).every(({ count }) => count === 0n);

/** Families of the cluster in which nobody can be given a range any more. */
const fullFamilies = (inventory: Inventory): AddressFamily[] =>
  [...new Set(inventory.freeRanges.map(({ family }) => family))].filter((family) => isFull(inventory, family));

/** The nodes that state what an asking one has by its routes: as long as they do, it is not told. */
const rivalsOf = ({ podCidrs }: NodeEntry, { nodes }: Inventory): NodeEntry[] =>
  nodes.filter((other) => statedCidrs(other).some((cidr) => podCidrs.some((own) => overlaps(own, cidr))));

/** Nodes that ask for a range and have none, or were not told the one that is reserved for them. */
export function analyzeRequests(advice: Advice): Finding[] {
  const { inventory, remediations, resync, clusterOf } = advice;
  const full = fullFamilies(inventory);
  // One that is stopped is told when it runs again.
  const waiting = inventory.nodes.filter(
    (entry) => isAsking(entry) && entry.node.state !== 'stopped' && clusterOf(entry.node) === undefined,
  );
  return waiting.map((entry) => {
    const { node, podCidrs, reasons } = entry;
    const [subject, reason] = [node.id, reasons.join('; ')];
    const isWithout = podCidrs.length === 0 && addressFamiliesOf(node).some((family) => full.includes(family));
    if (!isWithout) {
      const others = rivalsOf(entry, inventory).flatMap((rival) => mendStatement(advice, rival));
      const mend = others.length > 0 ? [...new Set(others)] : resync();
      return finding('node-not-told', { subject, what: reason, mend });
    }
    const what = `${reason}; free ranges: ${formatFreeRanges(inventory.freeRanges)}`;
    const mend = remediations.podroutes('plan', { CLUSTER_CIDR: moreClusterCidrs(inventory, full).join(',') });
    return finding('no-free-range', { subject, what, mend });
  });
}

/** Instances that look like nodes and state nothing. */
export function analyzeUnstated({ inventory, remediations, clusterOf }: Advice): Finding[] {
  return inventory.unstated
    .filter(({ node }) => clusterOf(node) === undefined)
    .map(({ node, note }) => {
      // Only who set it up knows whether it has a range, or reads the one that it would be given.
      const mend = [remediations.showPodCidrSource(node), remediations.setPodCidrByHand(node)];
      return finding('node-states-nothing', { subject: node.id, what: note.reason, mend });
    });
}
