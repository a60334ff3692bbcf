import type { Operations } from './operations/operations.ts';
import type { Operation } from './operations/operation.ts';

/** Brings every operation a step further each `milliseconds`. Returns what stops it. */
export function autoSettle(operations: Operations, milliseconds: number): () => void {
  const timers = new Map<Operation, NodeJS.Timeout>();
  const schedule = (operation: Operation) => {
    timers.set(
      operation,
      setTimeout(() => step(operation), milliseconds),
    );
  };
  const step = (operation: Operation) => {
    timers.delete(operation);
    if (operation.status !== 'PENDING') return operations.complete(operation);
    operations.run(operation);
    return schedule(operation);
  };
  operations.onStart = schedule;
  return () => {
    for (const timer of timers.values()) clearTimeout(timer);
    timers.clear();
  };
}
