import type { Report, ReportedChange } from '../../../shared/reconcile/report/report.ts';

/** An event for the bus; `docs/events.md` describes the details. */
export interface Outcome {
  readonly detailType:
    | `Pod Route ${'Created' | 'Replaced' | 'Deleted' | 'Conflict' | 'Failed'}`
    // The second as Kubernetes' own controller calls it.
    | `Pod CIDR ${'Allocated' | 'Not Available'}`
    | 'Resync Requested';
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * A run that time cut short asks to be continued, since the messages it hands back stay hidden for minutes. Only a run that made
 * progress asks, so that it ends.
 */
function continuationRequest({ cluster, interrupted, changes }: Report): Outcome[] {
  const madeProgress = changes.some(({ status }) => status === 'done');
  return interrupted !== undefined && madeProgress ? [{ detailType: 'Resync Requested', detail: { cluster } }] : [];
}

const DETAIL_TYPES = {
  create: 'Pod Route Created',
  replace: 'Pod Route Replaced',
  delete: 'Pod Route Deleted',
} as const;

function changeOutcome({ status, error, retryable, ...change }: ReportedChange, cluster: string): Outcome {
  if (status !== 'failed') return { detailType: DETAIL_TYPES[change.action], detail: { cluster, ...change } };
  return { detailType: 'Pod Route Failed', detail: { cluster, ...change, error, retryable: retryable === true } };
}

/** A plan has no outcomes. */
export function outcomesOf(report: Report): Outcome[] {
  const { cluster, stopped, told = [], withoutRange = [] } = report;
  if (report.dryRun) return [];
  const failed = (detail: object): Outcome => ({ detailType: 'Pod Route Failed', detail: { cluster, ...detail } });
  return [
    ...report.changes.filter(({ status }) => status !== 'planned').map((change) => changeOutcome(change, cluster)),
    ...told.map((node): Outcome => ({ detailType: 'Pod CIDR Allocated', detail: { cluster, ...node } })),
    ...withoutRange.map((node): Outcome => ({ detailType: 'Pod CIDR Not Available', detail: { cluster, ...node } })),
    ...report.conflicts.map((conflict): Outcome => ({
      detailType: 'Pod Route Conflict',
      detail: { cluster, ...conflict },
    })),
    ...report.errors.map(failed),
    ...(stopped === undefined ? [] : [failed({ error: stopped, retryable: false })]),
    ...continuationRequest(report),
  ];
}
