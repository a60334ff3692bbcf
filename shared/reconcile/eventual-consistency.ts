import type { Snapshot } from './model/snapshot.ts';
import type { Hint } from './model/hint.ts';
import type { ReportedError } from './report/report.ts';

/** An older event says nothing about an instance that does not exist. */
const MAX_EVENT_AGE = 10 * 60 * 1000;

/** Instances that the API does not show yet as their event told. */
export function laggingInstances(snapshot: Snapshot, hints: readonly Hint[], now: number): ReportedError[] {
  const stateById = new Map(snapshot.instances.map((node) => [node.id, node.state]));
  return hints.flatMap(({ instanceId, state, at }) => {
    if (now - at > MAX_EVENT_AGE || (state !== 'booting' && state !== 'running')) return [];
    if (snapshot.notFound.includes(instanceId)) {
      return [
        { node: instanceId, error: `NotFound: the event says ${state}, the API does not know it yet`, retryable: true },
      ];
    }
    if (state !== 'running' || stateById.get(instanceId) !== 'pending') return [];
    return [
      { node: instanceId, error: 'Lagging: the event says running, the API still says pending', retryable: true },
    ];
  });
}
