import { groupLabel, type Instance } from '../../../../shared/reconcile/model/instance.ts';
import type { NodeEntry } from '../../../../shared/reconcile/inventory/node-entries.ts';
import { type Finding, finding } from '../finding.ts';
import { type Advice, mendStatement, restate } from '../advice/advice.ts';
import { analyzeClusterCidrs } from '../advice/cluster-cidrs.ts';
import { byPrecedence, claimantsByCidr } from '../advice/obstacles.ts';
import { analyzeRequests, analyzeUnstated } from './requests.ts';
import { nodeLabel } from './routes.ts';

function analyzeNode(advice: Advice, entry: NodeEntry): Finding[] {
  const { remediations, resync, clusterOf } = advice;
  const { node, status, reasons } = entry;
  if (status !== 'refused' && status !== 'unreadable') return [];
  const [subject, reason] = [node.id, reasons.join('; ')];
  // The next look may read it: until then it is among what was not checked.
  if (node.claim.kind === 'unreadable' && node.claim.retryable) return [];
  const cluster = clusterOf(node);
  if (cluster !== undefined) {
    const what = `${nodeLabel(node)} is a node of cluster ${cluster}, so its pod CIDR is not for this one (${reason})`;
    return [finding('node-of-other-cluster', { subject, what, mend: remediations.showNode(node) })];
  }
  if (status === 'refused') {
    return [finding('pod-cidr-refused', { subject, what: reason, mend: mendStatement(advice, entry) })];
  }
  const commands = restate(advice, [node]);
  // Only who set up the node knows its range, unless it has a route.
  const tag = commands.length > 0 ? commands : [remediations.setPodCidrByHand(node), ...resync()];
  const mend = [remediations.showPodCidrSource(node), ...tag];
  return [finding('pod-cidr-unreadable', { subject, what: reason, mend })];
}

/** A group that replaces its node launches the new one first, which then waits for the range. */
function groupNote({ group }: Instance, holder: Instance): string {
  if (group === undefined || group !== holder.group) return '';
  const advice = 'with pod-cidr=auto in its template each gets a range of its own';
  return `; both are of the Auto Scaling group ${groupLabel(group)}, which has to end the old one first if it replaces its node, or ${advice}`;
}

/** Ranges of several nodes: who holds the route keeps it or, without a route, who was launched first. */
function duplicateCidrs(advice: Advice): Finding[] {
  const { inventory } = advice;
  return [...claimantsByCidr(inventory)].flatMap(([cidr, all]) => {
    const [holder, ...others] = all.toSorted(byPrecedence(cidr, inventory));
    if (holder === undefined) return [];
    return others.map((other) => {
      const cluster = advice.clusterOf(other.node);
      const whose = cluster === undefined ? '' : ` of cluster ${cluster}`;
      const states = `${nodeLabel(other.node)}${whose} states ${cidr}`;
      const what = `${states}, which ${nodeLabel(holder.node)} has already${groupNote(other.node, holder.node)}`;
      return finding('pod-cidr-doubled', { subject: other.node.id, what, mend: mendStatement(advice, other) });
    });
  });
}

export function analyzeAddresses(advice: Advice): Finding[] {
  return [
    ...advice.inventory.nodes.flatMap((entry) => analyzeNode(advice, entry)),
    ...duplicateCidrs(advice),
    ...analyzeRequests(advice),
    ...analyzeUnstated(advice),
    ...analyzeClusterCidrs(advice),
  ];
}
