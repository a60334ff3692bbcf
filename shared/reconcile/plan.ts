import { attributed } from './attributed.ts';
import type { Cidr } from './cidr.ts';
import type { Verdict } from './decide.ts';
import type { Conflict, Hint, Instance, NodeNote, Route, RouteChange, Snapshot } from './model.ts';
import { type Finding, type Survey, survey } from './survey.ts';

export interface Policy {
  readonly clusterCidrs: readonly Cidr[];
  /** Carries out even a resync that would delete most routes. */
  readonly force: boolean;
}

/** What should be done, and all there is to say about why not. */
export interface Plan {
  readonly changes: readonly RouteChange[];
  readonly conflicts: readonly Conflict[];
  readonly skipped: readonly NodeNote[];
  /** What a complete view would have done besides, for all that is known: a partial one is no ground for it. */
  readonly unsure: readonly RouteChange[];
  /** Routes that are as they should be. */
  readonly unchanged: number;
  /** Nodes that run, have a route, and would drop their pods' packets. */
  readonly notForwarding: readonly Instance[];
  /** Set when the plan must not be carried out whole without force: it says why. */
  readonly brake?: string;
  /** What the brake holds back. What events asked for stands in `changes` all the same. */
  readonly held: readonly RouteChange[];
  /** The change that is due for a place whose route was read anew, or why there is none. */
  readonly again: (change: RouteChange, now: Route | undefined) => RouteChange | Verdict;
}

/** A plan that deletes more than this many routes, and more than half of all, needs force. */
const BRAKE_FROM = 10;

/** The change that a verdict asks for. It is drift when no event named an instance that it concerns. */
function toChange({ table, destination, verdict }: Finding, hinted: ReadonlySet<string>): RouteChange | undefined {
  const base = { table, destination };
  const isHinted = (id: string | undefined) => id !== undefined && hinted.has(id);
  if (verdict.do === 'create') {
    const { node, reason } = verdict;
    return { ...base, action: 'create', node, reason, drift: !isHinted(node.id) };
  }
  if (verdict.do !== 'replace' && verdict.do !== 'delete') return undefined;
  const { route: before, reason } = verdict;
  const holder = before.hop.kind === 'instance' ? before.hop.instance : undefined;
  if (verdict.do === 'delete') {
    const beside = verdict.beside === undefined ? {} : { beside: verdict.beside };
    return { ...base, action: 'delete', before, reason, drift: !isHinted(holder), ...beside };
  }
  const drift = !isHinted(holder) && !isHinted(verdict.node.id);
  return { ...base, action: 'replace', before, node: verdict.node, reason, drift };
}

/** Several claimers, or a claimer and a holder that stays, are one conflict for each destination. */
function conflictsIn({ claims, findings, winner }: Survey): Conflict[] {
  const reasons = new Map<Cidr, Set<string>>();
  for (const [destination, claimers] of claims.accepted) {
    if (claimers.length < 2) continue;
    const names = claimers.map((node) => `${node.name} (${node.id})`).join(' and ');
    const holder = winner(destination);
    reasons.set(destination, new Set([`claimed by ${names}; ${holder?.id ?? 'nobody'} keeps it`]));
  }
  for (const { destination, verdict } of findings) {
    if (verdict.do !== 'contest') continue;
    reasons.set(destination, (reasons.get(destination) ?? new Set()).add(verdict.reason));
  }
  return [...reasons].map(([destination, why]) => ({
    destination,
    nodes: (claims.accepted.get(destination) ?? []).map((node) => node.id),
    reason: [...why].join('; '),
  }));
}

function notForwardingIn({ claims, winner }: Survey): Instance[] {
  const nodes = new Map<string, Instance>();
  for (const destination of claims.accepted.keys()) {
    const node = winner(destination);
    // A booting node is looked at when it runs: set-up scripts switch the check off themselves right after launch.
    if (node !== undefined && node.life === 'running' && !node.forwards) nodes.set(node.id, node);
  }
  return [...nodes.values()];
}

/** Deletions that events asked for do not count: a whole group may rightly end at once. */
function brakeOn(changes: readonly RouteChange[], owned: number, force: boolean): string | undefined {
  const deletions = changes.filter((change) => change.action === 'delete' && change.drift).length;
  if (force || deletions <= BRAKE_FROM || deletions * 2 <= owned) return undefined;
  const written = changes.every(({ drift }) => drift) ? 'nothing' : 'only what events asked for';
  return `would delete ${deletions} of ${owned} routes, so ${written} was written; force carries it out`;
}

/**
 * Compares what the nodes say with what the tables hold. Pure and total: no clock, no cloud, no exception.
 *
 * For each destination inside the cluster CIDR, in each table:
 *
 * | actual                                             | desired        | do                                     |
 * |----------------------------------------------------|----------------|----------------------------------------|
 * | none                                               | one live node  | create                                 |
 * | -> that node, active                               | that node      | keep                                   |
 * | -> that node, blackhole, node running              | that node      | replace                                |
 * | -> that node, blackhole, node stopped or booting   | that node      | keep: it heals itself                  |
 * | -> an instance or interface that is gone           | a live node    | replace                                |
 * | -> that node, other interface or address           | that node      | replace                                |
 * | -> another live node that also claims it           | two nodes      | conflict: the holder keeps it          |
 * | none                                               | two live nodes | conflict: the earlier launched gets it |
 * | -> a live node that claims something else          | nobody         | delete                                 |
 * | -> a live node that claims something else          | a live node    | replace                                |
 * | -> a node whose claim is in doubt                  | anybody        | keep; conflict if claimed              |
 * | -> a live instance that is no node                 | anybody        | keep; conflict if claimed              |
 * | -> an instance or interface that is gone           | nobody         | delete                                 |
 * | -> somebody the snapshot does not show             | anybody        | keep; conflict if claimed              |
 * | -> gateway, NAT, peering, propagated, not ours     | anybody        | keep; conflict if claimed              |
 *
 * Outside the cluster CIDR nothing is looked at. A claim that overlaps an accepted one is refused. A `named` view (what an
 * event asks about) goes by the same table: it just shows fewer nodes, and takes nobody for gone whom it did not look for.
 * A `partial` view only creates. Where a cloud lets a destination have several routes (GCP), the best goes by the table; another one
 * of ours to the same node is deleted while that one is still there, and so is one to nobody or to a node that claims something else.
 */
export function plan(snapshot: Snapshot, { clusterCidrs, force }: Policy, hints: readonly Hint[] = []): Plan {
  const hinted = new Set(hints.map((hint) => hint.instance));
  const found = survey(snapshot, clusterCidrs);
  const isAllowed = ({ action }: RouteChange) => snapshot.view !== 'partial' || action === 'create';
  const due = found.findings.map((finding) => toChange(finding, hinted)).filter((change) => change !== undefined);
  const wanted = attributed(due, snapshot, hints);
  const changes = wanted.filter(isAllowed);
  const brake = brakeOn(changes, found.owned, force);
  // A launch must not wait until somebody forces what it has nothing to do with.
  const isHeld = (change: RouteChange) => brake !== undefined && change.drift;
  const isDue = ({ id }: Instance) => brake === undefined || hinted.has(id);
  return {
    changes: changes.filter((change) => !isHeld(change)),
    held: changes.filter(isHeld),
    unsure: wanted.filter((change) => !isAllowed(change)),
    conflicts: conflictsIn(found),
    skipped: found.claims.refused,
    unchanged: found.findings.filter(({ verdict }) => verdict.do === 'keep').length,
    notForwarding: notForwardingIn(found).filter(isDue),
    ...(brake === undefined ? {} : { brake }),
    again: ({ table, destination, drift }, now) => {
      const verdict = found.judge(destination, now);
      const change = toChange({ table, destination, verdict }, hinted);
      if (change === undefined) return verdict;
      return isAllowed(change) ? { ...change, drift: drift && change.drift } : { do: 'keep' };
    },
  };
}
