import { type Cidr, contains, familyOf, overlaps, readableCidrs } from '../../../../shared/reconcile/model/cidr.ts';
import type { Instance } from '../../../../shared/reconcile/model/instance.ts';
import { printable } from '../../../../shared/reconcile/model/printable-text.ts';
import type { Inventory } from '../../../../shared/reconcile/inventory/inventory.ts';
import type { NodeEntry } from '../../../../shared/reconcile/inventory/node-entries.ts';
import { type Finding, finding } from '../finding.ts';
import { firstFreeCidr, subtract } from './cidr-sets.ts';
import type { Remediations } from './remediations.ts';
import { nodeLabel } from './routes.ts';

/** The size of a pod CIDR where the node's own claim does not say. */
const DEFAULT_NODE_CIDRS = readableCidrs(['10.200.0.0/24', 'fd00:10::/64']);

/** Private ranges, of which the first free one is suggested as cluster CIDR. */
const PRIVATE_RANGES = readableCidrs(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fd00::/8']);

const statedCidrs = ({ node: { claim } }: NodeEntry): Cidr[] =>
  readableCidrs(claim.kind === 'stated' ? claim.values : []);

/** A free range of the size of `sameSizeAs` or, without one, of the usual size. */
function findFreeCidr(
  { nodes, routes, reserved, clusterCidrs }: Inventory,
  sameSizeAs: Cidr | undefined,
): Cidr | undefined {
  const model =
    sameSizeAs ?? DEFAULT_NODE_CIDRS.find((usual) => clusterCidrs.some((cidr) => familyOf(cidr) === familyOf(usual)));
  if (model === undefined) return undefined;
  // A route to more than the cluster, such as the default one, takes no addresses.
  const routed = routes.map(({ destination }) => destination).filter((each) => !contains(each, model));
  return firstFreeCidr(clusterCidrs, [...nodes.flatMap(statedCidrs), ...routed, ...reserved], model);
}

function restatePodCidr(
  inventory: Inventory,
  entry: NodeEntry,
  sameSizeAs: Cidr | undefined,
  remediations: Remediations,
): string {
  const free = findFreeCidr(inventory, sameSizeAs);
  return free === undefined ? remediations.showPodCidrSource(entry.node) : remediations.setPodCidr(entry.node, free);
}

function analyzeNode(inventory: Inventory, entry: NodeEntry, remediations: Remediations): Finding[] {
  const { node, status, reasons } = entry;
  const [subject, what] = [node.id, reasons.join('; ')];
  if (status === 'unreadable')
    return [finding('pod-cidr-unreadable', { subject, what, mend: remediations.showPodCidrSource(node) })];
  if (status !== 'refused') return [];
  const [stated] = statedCidrs(entry);
  const mend = restatePodCidr(inventory, entry, stated, remediations);
  return [finding('pod-cidr-refused', { subject, what, mend })];
}

/** A group that replaces its node launches the new one first, which then waits for the range. */
function groupNote({ group }: Instance, holder: Instance): string {
  if (group === undefined || group !== holder.group) return '';
  return `; both are of the Auto Scaling group ${printable(group)}, which has to end the old one first if it replaces its node`;
}

/** Ranges of several nodes: the one in conflict is to change or, without a conflict, the one launched last. */
function duplicateCidrs(inventory: Inventory, remediations: Remediations): Finding[] {
  const cidrs = new Set(inventory.nodes.flatMap(({ podCidrs }) => podCidrs));
  return [...cidrs].flatMap((cidr) => {
    const claimants = inventory.nodes
      .filter(({ podCidrs }) => podCidrs.includes(cidr))
      .toSorted(
        (a, b) =>
          Number(a.status === 'conflict') - Number(b.status === 'conflict') || a.node.launchedAt - b.node.launchedAt,
      );
    const [holder, ...others] = claimants;
    if (holder === undefined) return [];
    return others.map((other) => {
      const what = `${nodeLabel(other.node)} states ${cidr}, which ${nodeLabel(holder.node)} has already${groupNote(other.node, holder.node)}`;
      const mend = restatePodCidr(inventory, other, cidr, remediations);
      return finding('pod-cidr-doubled', { subject: other.node.id, what, mend });
    });
  });
}

function analyzeClusterCidrs({ clusterCidrs: cidrs, reserved }: Inventory, remediations: Remediations): Finding[] {
  const replaceCidr = (one: Cidr) => {
    const free = firstFreeCidr(PRIVATE_RANGES, [...reserved, ...cidrs], one);
    return remediations.podroutes('plan', {
      CLUSTER_CIDR: [...cidrs.filter((each) => each !== one), free ?? one].join(','),
    });
  };
  const inside = cidrs.flatMap((one) =>
    reserved
      .filter((range) => overlaps(range, one))
      .map((range) => {
        const what = `the cluster CIDR ${one} overlaps ${range}, a range of the network itself`;
        return finding('cluster-cidr-in-network', { subject: one, what, mend: replaceCidr(one) });
      }),
  );
  const overlapping = cidrs.flatMap((one, i) =>
    cidrs.slice(0, i).flatMap((other) => {
      if (!overlaps(one, other)) return [];
      const narrower = subtract([one], [other]).length === 0 ? one : other;
      const rest = cidrs.filter((each, at) => each !== narrower || at !== cidrs.lastIndexOf(narrower));
      const mend = remediations.podroutes('plan', { CLUSTER_CIDR: rest.join(',') });
      const what = `CLUSTER_CIDR names ${other} and ${one}, which overlap`;
      return [finding('cluster-cidrs-overlap', { subject: one, what, mend })];
    }),
  );
  return [...inside, ...overlapping];
}

export function analyzeAddresses(inventory: Inventory, remediations: Remediations): Finding[] {
  return [
    ...inventory.nodes.flatMap((entry) => analyzeNode(inventory, entry, remediations)),
    ...duplicateCidrs(inventory, remediations),
    ...analyzeClusterCidrs(inventory, remediations),
  ];
}
