import { CloudError } from '../../shared/reconcile/cloud/cloud-error.ts';
import { UnfinishedError, assertFinished, unfinished } from '../../shared/reconcile/report/unfinished.ts';
import type { ReconcileRequest } from '../../shared/reconcile/request.ts';
import type { Report } from '../../shared/reconcile/report/report.ts';
import type { Logger } from '../common/log.ts';
import { type ReconcileEvent, failedEvents } from './failed-events.ts';
import type { Message } from './events/sqs-batch.ts';
import type { AwsParsedEvent, HookEvent } from './events/parsed-event.ts';
import type { HeldHooks } from './hooks/held-hooks.ts';

/** The messages that SQS is to deliver again. */
export interface BatchResponse {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

export interface ResponderContext {
  readonly run: (request: ReconcileRequest) => Promise<Report>;
  /** The report when no event is news to this process. */
  readonly reportWithoutLook: (
    events: readonly ReconcileEvent[],
    signal: AbortSignal | undefined,
  ) => Promise<Report | undefined>;
  /** Something was heard of an instance that is no event to act on. */
  readonly forget: (instanceId: string) => void;
  readonly heldHooks: HeldHooks;
  readonly log: Logger;
  /** Aborted when the time for reading and writing is over. */
  readonly signal?: AbortSignal | undefined;
  /** Aborted when all has to end, hooks and outcomes too. */
  readonly end?: AbortSignal | undefined;
}

/** Whether the event asks for anything. Logs why not, and what the event reports to be wrong. */
function isActionable(
  event: AwsParsedEvent,
  { log, forget }: Pick<ResponderContext, 'log' | 'forget'>,
): event is Exclude<AwsParsedEvent, { kind: 'ignored' | 'malformed' }> {
  if (event.kind === 'ignored' && event.instanceId !== undefined) forget(event.instanceId);
  if (event.kind === 'ignored') log.info({ why: event.reason }, 'event ignored');
  if (event.kind === 'malformed') log.warn({ why: event.reason }, 'event dropped');
  if (event.kind === 'resync' && event.reason !== undefined)
    log.warn({ why: event.reason }, 'a route was edited by hand');
  return event.kind !== 'ignored' && event.kind !== 'malformed';
}

/** One reconcile for all events. */
function reconcileEvents(events: readonly ReconcileEvent[], { run, signal, end }: ResponderContext): Promise<Report> {
  const resyncs = events.filter((event) => event.kind === 'resync');
  const hints = events.flatMap((event) => (event.kind === 'resync' ? [] : [event.hint]));
  return run({ hints, full: resyncs.length > 0, force: resyncs.some(({ force }) => force), signal, end });
}

interface ProcessedEvents {
  readonly report: Report;
  readonly retry: ReadonlySet<ReconcileEvent>;
}

/** The hooks of a batch, and those held before whose instances it may have made ready. */
function hooksFor(events: readonly ReconcileEvent[], report: Report, heldHooks: HeldHooks): HookEvent[] {
  const hooks = events.filter((event) => event.kind === 'hook');
  const hinted = events.flatMap((event) => (event.kind === 'resync' ? [] : [event.hint.instanceId]));
  const touched = [...hinted, ...report.changes.flatMap(({ node }) => node ?? [])];
  const held = report.scope === 'resync' ? heldHooks.of() : heldHooks.of(touched);
  const delivered = new Set(hooks.map(({ hook }) => hook.instance));
  return [...hooks, ...held.filter(({ hook }) => !delivered.has(hook.instance))];
}

async function processEvents(events: readonly ReconcileEvent[], context: ResponderContext): Promise<ProcessedEvents> {
  const { heldHooks, signal, end } = context;
  const report = (await context.reportWithoutLook(events, signal)) ?? (await reconcileEvents(events, context));
  const failed = failedEvents(report.undone, events);
  const transient = report.undone?.filter(({ retryable }) => retryable);
  const retryable = failedEvents(transient, events);
  // The tables decide whether a hook is completed; its message is retried for anything else that may pass by itself.
  const waitingHooks = await heldHooks.completeReady(hooksFor(events, report, heldHooks), { signal, end });
  const isPending = (event: ReconcileEvent) =>
    event.kind === 'hook' ? waitingHooks.has(event) || retryable.has(event) : failed.has(event);
  return { report, retry: new Set(events.filter(isPending)) };
}

/** The events of a batch to retry: all of them when there was no time even to read the network. */
async function eventsToRetry(
  events: readonly ReconcileEvent[],
  context: ResponderContext,
): Promise<ReadonlySet<ReconcileEvent>> {
  const { log } = context;
  try {
    const { report, retry } = await processEvents(events, context);
    const error = unfinished(report);
    if (error !== undefined) log.error({ retryable: error.retryable }, error.message);
    return retry;
  } catch (error) {
    if (!(error instanceof CloudError) || error.kind !== 'interrupted') throw error;
    log.error({ retryable: true }, error.message);
    return new Set(events);
  }
}

/** One reconcile for a whole batch. SQS delivers failed messages again and, after the last try, makes them dead letters. */
export async function respondToBatch(messages: readonly Message[], context: ResponderContext): Promise<BatchResponse> {
  const actionable = messages.flatMap(({ id, event }) =>
    // A queue has nobody to show a plan to.
    isActionable(event, context) && event.kind !== 'plan' ? [{ id, event }] : [],
  );
  if (actionable.length === 0) return { batchItemFailures: [] };
  const events = actionable.map(({ event }) => event);
  const retry = await eventsToRetry(events, context);
  const failures = actionable.filter(({ event }) => retry.has(event));
  return { batchItemFailures: failures.map(({ id }) => ({ itemIdentifier: id })) };
}

/** Returns the report whatever it says: whoever called reads it. */
export async function respondToManual(
  event: AwsParsedEvent,
  { run, log, forget, signal, end }: ResponderContext,
): Promise<Report> {
  if (!isActionable(event, { log, forget })) throw new Error(event.reason);
  if (event.kind === 'plan') return run({ dryRun: true, signal, end });
  return run({ force: event.kind === 'resync' && event.force, signal, end });
}

/** An event from EventBridge without a queue: throws when something is unfinished, so that it is delivered again. */
export async function respondToEvent(event: AwsParsedEvent, context: ResponderContext): Promise<Report | undefined> {
  if (!isActionable(event, context) || event.kind === 'plan') return undefined;
  const { report, retry } = await processEvents([event], context);
  assertFinished(report);
  if (retry.size > 0) throw new UnfinishedError(['the lifecycle hook is held'], true);
  return report;
}
