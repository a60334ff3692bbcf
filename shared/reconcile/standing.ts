import { type Cidr, within } from './cidr.ts';
import { type Claims, rangesByNode } from './claims.ts';
import { groupBy } from './group.ts';
import { leadsTo } from './hops.ts';
import type { Instance, Route, Snapshot } from './model.ts';
import { type Finding, survey } from './survey.ts';

/**
 * How far an instance has come as a node. `unseen`: the cloud does not know it. `elsewhere`: it is not in the cluster's network.
 * `no-node`: it states no pod CIDR. `waiting`: something is missing that may come. `refused`: its range is refused or another's,
 * until somebody mends it.
 */
export type Standing =
  | { readonly is: 'unseen' | 'elsewhere' | 'no-node' }
  | { readonly is: 'routed'; readonly node: Instance }
  | { readonly is: 'waiting' | 'refused'; readonly why: string };

/** What keeps the route at one place from leading to the node; undefined when nothing does. */
function obstacle({ table, destination, held }: Finding, node: Instance): Standing | undefined {
  const place = `${destination} in ${table}`;
  const owner = held?.owner;
  switch (owner?.kind) {
    case undefined:
    case 'gone':
    case 'stranger':
      return { is: 'waiting', why: `${place} does not lead to it yet` };
    case 'claimer':
      if (owner.node.id !== node.id) return { is: 'refused', why: `${place} is held by ${owner.node.id}` };
      return owner.placed && held?.route.state === 'active'
        ? undefined
        : { is: 'waiting', why: `${place} is not active yet` };
    case 'doubtful':
    case 'appliance':
      return { is: 'refused', why: `${place} is held by ${owner.node.id}` };
    case 'unseen':
      return { is: 'refused', why: `${place} is held by ${owner.key}` };
    case 'foreign':
      return { is: 'refused', why: `${place} is held by ${owner.what}` };
  }
}

function judgeClaim(node: Instance, { refused, doubtful }: Claims): Standing | undefined {
  const { claim } = node;
  if (claim.kind === 'unread') return { is: 'waiting', why: 'there was no time to read its pod CIDR' };
  if (claim.kind === 'unreadable' && claim.retryable) return { is: 'waiting', why: claim.reason };
  if (!doubtful.has(node.id)) return undefined;
  const reasons = refused.filter((note) => note.node === node.id).map((note) => note.reason);
  return { is: 'refused', why: reasons.join('; ') };
}

/** Whether, in `snapshot`, every table of the cluster leads each range of the instance to it, by a live route. */
export function standingIn(snapshot: Snapshot, clusterCidrs: readonly Cidr[]): (instance: string) => Standing {
  const { claims, findings } = survey(snapshot, clusterCidrs);
  const missing = new Set(snapshot.missing);
  const nodes = new Map(snapshot.instances.map((node) => [node.id, node]));
  const ranges = rangesByNode(claims);
  const places = groupBy(findings, ({ destination }) => destination);
  return (instance) => {
    if (missing.has(instance)) return { is: 'unseen' };
    const node = nodes.get(instance);
    if (node === undefined || node.life === 'gone') return { is: 'elsewhere' };
    if (node.claim.kind === 'none') return { is: 'no-node' };
    const judged = judgeClaim(node, claims);
    if (judged !== undefined) return judged;
    // Where a cloud allows several routes, a good one beside another still splits the traffic: each has a finding.
    const own = (ranges.get(instance) ?? []).flatMap((range) => places.get(range) ?? []);
    const obstacles = own.map((each) => obstacle(each, node)).filter((each) => each !== undefined);
    return obstacles.find(({ is }) => is === 'refused') ?? obstacles[0] ?? { is: 'routed', node };
  };
}

/** The routes inside the cluster CIDR that lead to `node`. */
export function routesTo(node: Instance, snapshot: Snapshot, clusterCidrs: readonly Cidr[]): Route[] {
  return snapshot.routes.filter(({ destination, hop }) => leadsTo(hop, node) && within(clusterCidrs, destination));
}
