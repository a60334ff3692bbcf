import { CloudError, isRetryable, UnfinishedError } from '../../shared/reconcile/errors.ts';
import type { Request } from '../../shared/reconcile/request.ts';
import { undoneIn, unfinished } from '../../shared/reconcile/report.ts';
import type { CoalescedResult } from '../common/coalesce.ts';
import type { Logger } from '../common/log.ts';
import type { Wake } from '../common/wake.ts';
import { shareOf } from './share.ts';

/** Status and JSON body of an HTTP answer. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

type Run = (request: Request) => Promise<CoalescedResult>;

function requestFor(wake: Exclude<Wake, { kind: 'ignored' | 'malformed' }>): Request {
  switch (wake.kind) {
    case 'hint':
      return { hints: [wake.hint], everything: false };
    case 'resync':
      return { force: wake.force };
    case 'plan':
      return { dryRun: true };
  }
}

/** Answers a person's request with the report, whatever it says. */
export async function answerManual(wake: Wake, run: Run, log: Logger): Promise<Answer> {
  if (wake.kind === 'ignored' || wake.kind === 'malformed') {
    log.warn({ why: wake.why }, 'request refused');
    return { status: 400, body: { error: wake.why } };
  }
  const { report } = await run(requestFor(wake));
  return { status: 200, body: report };
}

function retryLater(error: unknown): boolean {
  return error instanceof UnfinishedError ? error.retryable : isRetryable(error);
}

/**
 * Answers an event. Eventarc delivers whatever is not answered 2xx again for 24 hours, so only what may pass by itself is
 * answered 503; what stays until somebody mends it, and nonsense, is logged as an error and acknowledged.
 */
export async function answerEvent(wake: Wake, run: Run, log: Logger): Promise<Answer> {
  if (wake.kind === 'ignored' || wake.kind === 'malformed') {
    log[wake.kind === 'ignored' ? 'info' : 'warn']({ why: wake.why }, `event ${wake.kind}`);
    return { status: 200, body: { [wake.kind]: wake.why } };
  }
  try {
    const { report, mergedRequest } = await run(requestFor(wake));
    const own = wake.kind === 'hint' ? wake.hint.instance : undefined;
    const error = unfinished(shareOf(undoneIn(report), mergedRequest, own));
    if (error !== undefined) throw error;
    return { status: 200, body: report };
  } catch (error) {
    if (!(error instanceof CloudError) && !(error instanceof UnfinishedError)) throw error;
    const retryable = retryLater(error);
    log.error({ retryable }, error.message);
    return { status: retryable ? 503 : 200, body: { error: error.message, retryable } };
  }
}
