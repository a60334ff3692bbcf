import { claimInText } from '../../../shared/reconcile/model/claim.ts';
import type { SettledNode } from '../../../shared/reconcile/model/final-network.ts';
import type { Instance } from '../../../shared/reconcile/model/instance.ts';
import type { ReconcileEvent } from '../failed-events.ts';

/** Milliseconds after a look in which the next events of a launch are no news: an instance boots for seconds. */
const LAUNCH_TIME = 60_000;

/** The same for an end: an instance may shut down for minutes. */
const END_TIME = 5 * 60_000;

/** EventBridge tells full seconds. */
const EVENT_TIME_UNIT = 1000;

/** What a process knows of an instance from its last look. */
export interface RecentNode {
  readonly settled: SettledNode;
  readonly lookedAt: number;
  /** When it was told to run, of an instance that was seen before. */
  readonly runsSince?: number;
}

type HintEvent = Extract<ReconcileEvent, { kind: 'hint' }>;

export function isExpired({ settled, lookedAt }: RecentNode, now: number): boolean {
  return now - lookedAt >= (settled.state === 'routed' ? LAUNCH_TIME : END_TIME);
}

function statesTheSame({ claim }: Instance, statement: string | undefined): boolean {
  const other = statement === undefined ? undefined : claimInText(statement);
  return (
    claim.kind === 'stated' &&
    other?.kind === 'stated' &&
    claim.values.toSorted().join() === other.values.toSorted().join()
  );
}

/** What is known after an event that is no news: it tells what the look saw, or the next step of the launch that it saw. Undefined: news. */
export function withoutNews(known: RecentNode, { hint, statement }: HintEvent, now: number): RecentNode | undefined {
  const { settled, lookedAt, runsSince } = known;
  if (isExpired(known, now)) return undefined;
  if (settled.state === 'unrouted') return hint.state === 'deleted' ? known : undefined;
  const { instance } = settled;
  // An instance that starts once more may have been told another range while it was stopped.
  const isOld = hint.at + EVENT_TIME_UNIT <= lookedAt || (runsSince !== undefined && hint.at <= runsSince);
  switch (hint.state) {
    case 'booting':
      return isOld ? known : undefined;
    case 'running':
      if (instance.state !== 'pending') return isOld ? known : undefined;
      return { ...known, settled: { ...settled, instance: { ...instance, state: 'running' } }, runsSince: hint.at };
    case 'unknown':
      return statesTheSame(instance, statement) ? known : undefined;
    case 'stopped':
    case 'deleted':
      return undefined;
  }
}
