import type { Evaluation } from '../plan/evaluate.ts';
import { type Instance, labelOf } from '../model/instance.ts';
import { andMore, MAX_NAMES } from '../model/text/first-few.ts';
import type { RouteEntry } from './route-entries.ts';

type Claims = Pick<Evaluation, 'claims' | 'winner'>;

/** Whether a route to a range that `node` claims leads to it, or will. */
export const isOwn = (node: Instance, entry: RouteEntry, { winner }: Claims): boolean =>
  entry.node?.id === node.id || winner(entry.destination)?.id === node.id;

/** Who else claims a range that another node keeps. */
function rivalsText(node: Instance, { destination }: RouteEntry, { claims, winner }: Claims): string[] {
  const keeper = winner(destination);
  if (keeper === undefined) return [];
  const others = (claims.accepted.get(destination) ?? []).filter(({ id }) => id !== node.id && id !== keeper.id);
  const labels = others.slice(0, MAX_NAMES).map(({ name, id }) => labelOf(name, id));
  const rest = labels.length === 0 ? '' : `; so do ${labels.join(', ')}${andMore(others.length)}`;
  return [`${destination} stays with ${labelOf(keeper.name, keeper.id)}, which claims it too${rest}`];
}

/** What a route to a range that `node` claims means to the node. */
export function remarksOnRoute(node: Instance, entry: RouteEntry, evaluation: Claims): string[] {
  const { status, reason, target } = entry;
  if (!isOwn(node, entry, evaluation)) {
    return [...rivalsText(node, entry, evaluation), ...(status === 'conflict' && reason !== undefined ? [reason] : [])];
  }
  // That it is stopped, the node's own state says.
  if (reason === undefined || status === 'stopped') return [];
  const isElsewhere = status === 'stale' && entry.node !== undefined && entry.node.id !== node.id;
  return [isElsewhere ? `leads to ${target}: ${reason}` : reason];
}
