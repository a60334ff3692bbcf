import { statedRanges } from '../../../shared/reconcile/model/stated-ranges.ts';
import type { FinalNetwork, SettledNode } from '../../../shared/reconcile/model/final-network.ts';
import { deletedInstance } from '../../../shared/reconcile/model/hint.ts';
import { leadsTo } from '../../../shared/reconcile/model/route.ts';
import type { ReconcileRequest } from '../../../shared/reconcile/request.ts';
import type { ReconcileEvent } from '../failed-events.ts';
import { isExpired, type RecentNode, withoutNews } from './event-news.ts';

function isConfirmed(settled: SettledNode, { tables, routes }: FinalNetwork): boolean {
  if (settled.state === 'unrouted') return !routes.some(({ nextHop }) => leadsTo(nextHop, deletedInstance(settled.id)));
  const { instance } = settled;
  const ranges = statedRanges(instance.claim);
  return tables.every((table) =>
    ranges.every((range) =>
      routes.some(
        (route) =>
          route.table === table &&
          route.destination === range &&
          route.state === 'active' &&
          leadsTo(route.nextHop, instance),
      ),
    ),
  );
}

/**
 * The instances with which this process was through at its last look, so that the next events of the same launch or end need
 * none. Whatever else is heard of an instance ends that, as does each later look that shows something else, and time.
 */
export class RecentNodes {
  readonly #now: () => number;
  #known = new Map<string, RecentNode>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Something else was heard of it. */
  forget(instanceId: string): void {
    this.#known.delete(instanceId);
  }

  /** A look begins. Returns what takes over its end. */
  beginLook({ hints = [], full }: ReconcileRequest): (network: FinalNetwork | undefined) => void {
    const lookedAt = this.#now();
    for (const { instanceId } of hints) this.forget(instanceId);
    const before = full === true || hints.length === 0 ? [] : [...this.#known];
    this.#known.clear();
    return (network) => {
      if (network === undefined) return;
      const now = this.#now();
      const kept = before.filter(([, known]) => !isExpired(known, now) && isConfirmed(known.settled, network));
      const added = network.settled.map((settled) => [settled.id, { settled, lookedAt }] as const);
      this.#known = new Map([...kept, ...added]);
    };
  }

  /** What is known of the instances of `events` after them; undefined when any of them is news. */
  unlessNews(events: readonly ReconcileEvent[]): ReadonlyMap<string, RecentNode> | undefined {
    const after = new Map<string, RecentNode>();
    for (const event of events) {
      if (event.kind !== 'hint') return undefined;
      const id = event.hint.instanceId;
      const known = after.get(id) ?? this.#known.get(id);
      const next = known && withoutNews(known, event, this.#now());
      if (next === undefined) return undefined;
      after.set(id, next);
    }
    return after;
  }

  /** Takes over what is known after events. */
  remember(nodes: ReadonlyMap<string, RecentNode>): void {
    for (const [id, node] of nodes) this.#known.set(id, node);
  }
}
