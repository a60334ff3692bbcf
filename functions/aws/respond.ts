import { UnfinishedError, assertFinished, undoneIn, unfinished } from '../../shared/reconcile/report/unfinished.ts';
import type { Hint } from '../../shared/reconcile/model/hint.ts';
import type { ReconcileRequest } from '../../shared/reconcile/request.ts';
import type { Report } from '../../shared/reconcile/report/report.ts';
import type { Logger } from '../common/log.ts';
import { type ReconcileEvent, failedEvents } from './failure-attribution.ts';
import type { Message } from './events/sqs-batch.ts';
import type { AwsParsedEvent } from './events/parsed-event.ts';
import type { HookCompleter } from './hooks/hook-completer.ts';

/** What SQS takes back: the messages to deliver again. */
export interface BatchResponse {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

/** What events are answered with. */
export interface ResponderContext {
  readonly run: (request: ReconcileRequest) => Promise<Report>;
  readonly hookCompleter: HookCompleter;
  readonly log: Logger;
  /** Aborted when the time for reading and writing is over. */
  readonly signal?: AbortSignal | undefined;
}

/** Logs what a event is not worth a reconcile for, and what it says is wrong; answers whether it is worth one. */
function isActionable(
  event: AwsParsedEvent,
  log: Logger,
): event is Exclude<AwsParsedEvent, { kind: 'ignored' | 'malformed' }> {
  if (event.kind === 'ignored') log.info({ why: event.reason }, 'event ignored');
  if (event.kind === 'malformed') log.warn({ why: event.reason }, 'event dropped');
  if (event.kind === 'resync' && event.reason !== undefined)
    log.warn({ why: event.reason }, 'a route was edited by hand');
  return event.kind !== 'ignored' && event.kind !== 'malformed';
}

const hintsOf = (events: readonly ReconcileEvent[]): Hint[] =>
  events.flatMap((event) => ('hint' in event ? [event.hint] : []));

/** One reconcile for all events. */
function reconcileEvents(events: readonly ReconcileEvent[], { run, signal }: ResponderContext): Promise<Report> {
  const resyncs = events.filter((event) => event.kind === 'resync');
  const force = resyncs.some((event) => event.force);
  return run({ hints: hintsOf(events), full: resyncs.length > 0, force, signal });
}

function logUnfinished(report: Report, log: Logger): void {
  const error = unfinished(undoneIn(report));
  if (error !== undefined) log.error({ retryable: error.retryable }, error.message);
}

interface ProcessedEvents {
  readonly report: Report;
  /** The events about which something was left undone. */
  readonly retry: ReadonlySet<ReconcileEvent>;
}

async function processEvents(events: readonly ReconcileEvent[], context: ResponderContext): Promise<ProcessedEvents> {
  const { hookCompleter, signal } = context;
  const report = await reconcileEvents(events, context);
  const failed = failedEvents(report, events);
  // A hook is judged by what the tables hold now, whatever the reports say.
  const waitingHooks = await hookCompleter.completeReady(
    events.filter((event) => event.kind === 'hook'),
    signal,
  );
  const isDone = (event: ReconcileEvent) => (event.kind === 'hook' ? !waitingHooks.has(event) : !failed.has(event));
  return { report, retry: new Set(events.filter((event) => !isDone(event))) };
}

/**
 * One reconcile for a whole batch. Hands back the messages about which something was left undone, so that SQS delivers them
 * again and, after its last try, moves them to the dead-letter queue.
 */
export async function respondToBatch(messages: readonly Message[], context: ResponderContext): Promise<BatchResponse> {
  const { log } = context;
  const actionable = messages.flatMap(({ id, event }) =>
    // A plan is for whoever asks; a queue has nobody to show it to.
    isActionable(event, log) && event.kind !== 'plan' ? [{ id, event: event }] : [],
  );
  if (actionable.length === 0) return { batchItemFailures: [] };
  const { report, retry } = await processEvents(
    actionable.map(({ event }) => event),
    context,
  );
  logUnfinished(report, log);
  const failures = actionable.filter(({ event }) => retry.has(event));
  return { batchItemFailures: failures.map(({ id }) => ({ itemIdentifier: id })) };
}

/** A person's payload is answered with the report, whatever it says. */
export async function respondToManual(event: AwsParsedEvent, { run, log, signal }: ResponderContext): Promise<Report> {
  if (!isActionable(event, log)) throw new Error(event.reason);
  if (event.kind === 'plan') return run({ dryRun: true, signal });
  return run({ force: event.kind === 'resync' && event.force, signal });
}

/** A bare event, as EventBridge sends it without a queue: throws when something was left undone, to be called again. */
export async function respondToEvent(event: AwsParsedEvent, context: ResponderContext): Promise<Report | undefined> {
  if (!isActionable(event, context.log) || event.kind === 'plan') return undefined;
  const { report, retry } = await processEvents([event], context);
  assertFinished(report);
  if (retry.size > 0) throw new UnfinishedError(['the lifecycle hook is held'], true);
  return report;
}
