import { CloudError, isRetryable } from '../../shared/reconcile/cloud/cloud-error.ts';
import { UnfinishedError, unfinished } from '../../shared/reconcile/report/unfinished.ts';
import type { ReconcileRequest } from '../../shared/reconcile/request.ts';
import type { CoalescedResult } from '../common/coalescer.ts';
import type { Logger } from '../common/log.ts';
import type { ParsedEvent } from '../common/parsed-event.ts';
import { reportForEvent } from './report-for-event.ts';

export interface HttpResponse {
  readonly status: number;
  readonly body: unknown;
}

type Run = (request: ReconcileRequest) => Promise<CoalescedResult>;

function toRequest(event: Exclude<ParsedEvent, { kind: 'ignored' | 'malformed' }>): ReconcileRequest {
  switch (event.kind) {
    case 'hint':
      return { hints: [event.hint], full: false };
    case 'resync':
      return { force: event.force };
    case 'plan':
      return { dryRun: true };
  }
}

/** Answers with the report whatever it says: whoever called reads it. */
export async function respondToManual(event: ParsedEvent, run: Run, log: Logger): Promise<HttpResponse> {
  if (event.kind === 'ignored' || event.kind === 'malformed') {
    log.warn({ why: event.reason }, 'request refused');
    return { status: 400, body: { error: event.reason } };
  }
  const { report } = await run(toRequest(event));
  return { status: 200, body: report };
}

/**
 * Eventarc delivers an event again for 24 hours until it is answered 2xx, so only retryable failures are answered 503. Permanent
 * ones and malformed events are logged and acknowledged.
 */
export async function respondToEvent(event: ParsedEvent, run: Run, log: Logger): Promise<HttpResponse> {
  if (event.kind === 'ignored' || event.kind === 'malformed') {
    log[event.kind === 'ignored' ? 'info' : 'warn']({ why: event.reason }, `event ${event.kind}`);
    return { status: 200, body: { [event.kind]: event.reason } };
  }
  try {
    const { report, mergedRequest } = await run(toRequest(event));
    const own = event.kind === 'hint' ? event.hint.instanceId : undefined;
    const error = unfinished(reportForEvent(report, mergedRequest, own));
    if (error !== undefined) throw error;
    return { status: 200, body: report };
  } catch (error) {
    if (!(error instanceof CloudError) && !(error instanceof UnfinishedError)) throw error;
    const retryable = error instanceof UnfinishedError ? error.retryable : isRetryable(error);
    log.error({ retryable }, error.message);
    return { status: retryable ? 503 : 200, body: { error: error.message, retryable } };
  }
}
