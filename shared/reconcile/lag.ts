import type { Hint, Snapshot } from './model.ts';
import type { ReportedError } from './report.ts';

/** An event this old says nothing any more about an instance that does not exist. */
const STALE_EVENT = 10 * 60 * 1000;

/** Instances that the API does not show yet as their event told. */
export function lagging(snapshot: Snapshot, hints: readonly Hint[], now: number): ReportedError[] {
  const life = new Map(snapshot.instances.map((node) => [node.id, node.life]));
  return hints.flatMap(({ instance, says, at }) => {
    if (now - at > STALE_EVENT || (says !== 'booting' && says !== 'running')) return [];
    if (snapshot.missing.includes(instance)) {
      return [
        { node: instance, error: `NotFound: the event says ${says}, the API does not know it yet`, retryable: true },
      ];
    }
    if (says !== 'running' || life.get(instance) !== 'pending') return [];
    return [{ node: instance, error: 'Lagging: the event says running, the API still says pending', retryable: true }];
  });
}

/** Instances whose claims there was no time to read. */
export function unreadIn(snapshot: Snapshot): string[] {
  return snapshot.instances.filter(({ claim }) => claim.kind === 'unread').map(({ id }) => id);
}

/** Claims that could not be read for a reason that may pass: the nodes keep their routes, the run must come again. */
export function unreadable(snapshot: Snapshot): ReportedError[] {
  return snapshot.instances.flatMap(({ id, life, claim }) =>
    claim.kind === 'unreadable' && claim.retryable && life !== 'gone'
      ? [{ node: id, error: `Unread: ${claim.reason}`, retryable: true }]
      : [],
  );
}
