import { type Report, undoneIn } from '../../shared/reconcile/report.ts';
import type { AwsWake } from './events/wake.ts';

/** A wake that asks for a reconcile. */
export type Cause = Exclude<AwsWake, { kind: 'ignored' | 'malformed' | 'plan' }>;

/** What the brake holds back may be a dead route of whoever has ended: it need not say so any more. */
const mayBeHeld = (wake: Cause) => wake.kind === 'resync' || wake.hint.says === 'ended';

/**
 * The wakes that caused what the report left undone: those that name its instance, else the resyncs, which look at
 * everything. A failure that nobody explains is everybody's.
 */
export function causesOf(report: Report, wakes: readonly Cause[]): Set<Cause> {
  const resyncs = wakes.filter(({ kind }) => kind === 'resync');
  const causing = (instances: readonly (string | undefined)[]) => {
    const named = wakes.filter((wake) => wake.kind !== 'resync' && instances.includes(wake.hint.instance));
    if (named.length > 0) return named;
    return resyncs.length > 0 ? resyncs : wakes;
  };
  const causes = undoneIn(report).flatMap(({ kind, about }) =>
    kind === 'stopped' ? wakes.filter(mayBeHeld) : about.flatMap(causing),
  );
  return new Set(causes);
}
