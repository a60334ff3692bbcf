import type { Ec2Backend } from './backend/backend.ts';

const inTransition: ReadonlySet<string> = new Set(['pending', 'stopping', 'shutting-down']);

/** Lets every transition of an instance end by itself after `milliseconds`. Returns the way to stop that. */
export function autoSettle(backend: Ec2Backend, milliseconds: number): () => void {
  const timers = new Set<NodeJS.Timeout>();
  const stopListening = backend.onEvent(({ detail }) => {
    if (!inTransition.has(detail.state)) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      backend.settleInstance(detail['instance-id'], detail.state);
    }, milliseconds);
    timers.add(timer.unref());
  });
  return () => {
    stopListening();
    for (const timer of timers) clearTimeout(timer);
  };
}
