import { type Cidr, contains, familyOf, overlaps, readableCidrs } from '../../../../shared/reconcile/cidr.ts';
import type { Inventory } from '../../../../shared/reconcile/inventory.ts';
import type { NodeEntry } from '../../../../shared/reconcile/node-entries.ts';
import { type Finding, finding } from '../model.ts';
import { firstFree, subtract } from './ranges.ts';
import type { Mends } from './mends.ts';
import { label } from './routes.ts';

/** What a node has where its own statement does not tell how large a range it wants. */
const USUAL = readableCidrs(['10.200.0.0/24', 'fd00:10::/64']);

/** Ranges for clusters, by custom: the first that is free is suggested. */
const CLUSTER_RANGES = readableCidrs(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fd00::/8']);

const statedBy = ({ node: { claim } }: NodeEntry): Cidr[] => readableCidrs(claim.kind === 'stated' ? claim.values : []);

/** A range that the node could have instead of `like`. */
function another({ nodes, routes, reserved, clusterCidrs }: Inventory, like: Cidr | undefined): Cidr | undefined {
  const model = like ?? USUAL.find((usual) => clusterCidrs.some((cidr) => familyOf(cidr) === familyOf(usual)));
  if (model === undefined) return undefined;
  // A route to more than the cluster, such as the default one, takes no addresses.
  const routed = routes.map(({ destination }) => destination).filter((each) => !contains(each, model));
  return firstFree(clusterCidrs, [...nodes.flatMap(statedBy), ...routed, ...reserved], model);
}

function restate(inventory: Inventory, entry: NodeEntry, like: Cidr | undefined, mends: Mends): string {
  const free = another(inventory, like);
  return free === undefined ? mends.showNodeData(entry.node) : mends.statePodCidr(entry.node, free);
}

function judgeNode(inventory: Inventory, entry: NodeEntry, mends: Mends): Finding[] {
  const { node, status, reasons } = entry;
  const subject = node.id;
  if (status === 'unreadable') {
    const what = reasons.join('; ');
    return [finding('pod-cidr-unreadable', { subject, what, mend: mends.showNodeData(node) })];
  }
  if (status !== 'refused') return [];
  const [like] = statedBy(entry);
  return [
    finding('pod-cidr-refused', { subject, what: reasons.join('; '), mend: restate(inventory, entry, like, mends) }),
  ];
}

/** Ranges that several nodes have; whoever was launched last is asked to change, unless the route leads to it. */
function doubled(inventory: Inventory, mends: Mends): Finding[] {
  const cidrs = new Set(inventory.nodes.flatMap(({ podCidrs }) => podCidrs));
  return [...cidrs].flatMap((cidr) => {
    const claimers = inventory.nodes
      .filter(({ podCidrs }) => podCidrs.includes(cidr))
      .toSorted(
        (a, b) =>
          Number(a.status === 'conflict') - Number(b.status === 'conflict') || a.node.launchedAt - b.node.launchedAt,
      );
    const [holder, ...others] = claimers;
    if (holder === undefined) return [];
    return others.map((other) => {
      const what = `${label(other.node)} states ${cidr}, which ${label(holder.node)} has already`;
      return finding('pod-cidr-doubled', {
        subject: other.node.id,
        what,
        mend: restate(inventory, other, cidr, mends),
      });
    });
  });
}

function clusterCidrs({ clusterCidrs: cidrs, reserved }: Inventory, mends: Mends): Finding[] {
  const instead = (one: Cidr) => {
    const free = firstFree(CLUSTER_RANGES, [...reserved, ...cidrs], one);
    return mends.podroutes('plan', { CLUSTER_CIDR: [...cidrs.filter((each) => each !== one), free ?? one].join(',') });
  };
  const inside = cidrs.flatMap((one) =>
    reserved
      .filter((range) => overlaps(range, one))
      .map((range) => {
        const what = `the cluster CIDR ${one} overlaps ${range}, a range of the network itself`;
        return finding('cluster-cidr-in-network', { subject: one, what, mend: instead(one) });
      }),
  );
  const twice = cidrs.flatMap((one, i) =>
    cidrs.slice(0, i).flatMap((other) => {
      if (!overlaps(one, other)) return [];
      const narrower = subtract([one], [other]).length === 0 ? one : other;
      const kept = cidrs.filter((each, at) => each !== narrower || at !== cidrs.lastIndexOf(narrower));
      const mend = mends.podroutes('plan', { CLUSTER_CIDR: kept.join(',') });
      return [
        finding('cluster-cidrs-overlap', {
          subject: one,
          what: `CLUSTER_CIDR names ${other} and ${one}, which overlap`,
          mend,
        }),
      ];
    }),
  );
  return [...inside, ...twice];
}

/** What is wrong with the ranges: of nodes, of the cluster, of the network. */
export function judgeAddresses(inventory: Inventory, mends: Mends): Finding[] {
  return [
    ...inventory.nodes.flatMap((entry) => judgeNode(inventory, entry, mends)),
    ...doubled(inventory, mends),
    ...clusterCidrs(inventory, mends),
  ];
}
