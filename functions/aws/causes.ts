import type { Report } from '../../shared/reconcile/report.ts';
import type { AwsWake } from './events/wake.ts';

/** A wake that asks for a reconcile. */
export type Cause = Exclude<AwsWake, { kind: 'ignored' | 'malformed' | 'plan' }>;

/** For each thing that a report left undone, the instances it is about. */
function failuresIn(report: Report): string[][] {
  const isUndone = ({ status }: Report['changes'][number]) =>
    status === 'failed' || (status === 'planned' && report.interrupted !== undefined);
  const changes = report.changes.filter(isUndone);
  return [
    ...changes.map(({ node, target, before }) => [node, target, before].filter((key) => key !== undefined)),
    ...report.errors.map(({ node }) => [node]),
    ...(report.postponed ?? []).map((node) => [node]),
  ];
}

/** What the brake holds back may be a dead route of whoever has ended: it need not say so any more. */
const mayBeHeld = (wake: Cause) => wake.kind === 'resync' || wake.hint.says === 'ended';

/**
 * The wakes that caused what the report left undone: those that name its instance, else the resyncs, which look at
 * everything. A failure that nobody explains is everybody's.
 */
export function causesOf(report: Report, wakes: readonly Cause[]): Set<Cause> {
  const resyncs = wakes.filter(({ kind }) => kind === 'resync');
  const causes = failuresIn(report).flatMap((instances) => {
    const named = wakes.filter((wake) => wake.kind !== 'resync' && instances.includes(wake.hint.instance));
    if (named.length > 0) return named;
    return resyncs.length > 0 ? resyncs : wakes;
  });
  const held = report.stopped === undefined ? [] : wakes.filter(mayBeHeld);
  return new Set([...causes, ...held]);
}
