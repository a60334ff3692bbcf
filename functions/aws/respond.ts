import { UnfinishedError } from '../../shared/reconcile/errors.ts';
import type { Hint } from '../../shared/reconcile/model.ts';
import type { Request } from '../../shared/reconcile/request.ts';
import { assertFinished, type Report, undoneIn, unfinished } from '../../shared/reconcile/report.ts';
import type { Logger } from '../common/log.ts';
import { type Cause, causesOf } from './causes.ts';
import type { Message } from './events/batch.ts';
import type { AwsWake } from './events/wake.ts';
import type { Gate } from './hooks/gate.ts';

/** What SQS takes back: the messages to deliver again. */
export interface BatchAnswer {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

/** What events are answered with. */
export interface Answering {
  readonly run: (request: Request) => Promise<Report>;
  readonly gate: Gate;
  readonly log: Logger;
  /** Aborted when the time for reading and writing is over. */
  readonly signal?: AbortSignal | undefined;
}

/** Logs what a wake is not worth a reconcile for, and what it says is wrong; answers whether it is worth one. */
function isWork(wake: AwsWake, log: Logger): wake is Exclude<AwsWake, { kind: 'ignored' | 'malformed' }> {
  if (wake.kind === 'ignored') log.info({ why: wake.why }, 'event ignored');
  if (wake.kind === 'malformed') log.warn({ why: wake.why }, 'event dropped');
  if (wake.kind === 'resync' && wake.why !== undefined) log.warn({ why: wake.why }, 'a route was edited by hand');
  return wake.kind !== 'ignored' && wake.kind !== 'malformed';
}

const hintsOf = (wakes: readonly Cause[]): Hint[] => wakes.flatMap((wake) => ('hint' in wake ? [wake.hint] : []));

/** One reconcile for all wakes. */
function reconcileFor(wakes: readonly Cause[], { run, signal }: Answering): Promise<Report> {
  const resyncs = wakes.filter((wake) => wake.kind === 'resync');
  const force = resyncs.some((wake) => wake.force);
  return run({ hints: hintsOf(wakes), everything: resyncs.length > 0, force, signal });
}

function logUnfinished(report: Report, log: Logger): void {
  const error = unfinished(undoneIn(report));
  if (error !== undefined) log.error({ retryable: error.retryable }, error.message);
}

interface Done {
  readonly report: Report;
  /** The wakes about which something was left undone. */
  readonly again: ReadonlySet<Cause>;
}

async function carryOut(wakes: readonly Cause[], answering: Answering): Promise<Done> {
  const { gate, signal } = answering;
  const report = await reconcileFor(wakes, answering);
  const failed = causesOf(report, wakes);
  // A hook is judged by what the tables hold now, whatever the reports say.
  const held = await gate.pass(
    wakes.filter((wake) => wake.kind === 'hook'),
    signal,
  );
  const isDone = (wake: Cause) => (wake.kind === 'hook' ? !held.has(wake) : !failed.has(wake));
  return { report, again: new Set(wakes.filter((wake) => !isDone(wake))) };
}

/**
 * One reconcile for a whole batch. Hands back the messages about which something was left undone, so that SQS delivers them
 * again and, after its last try, moves them to the dead-letter queue.
 */
export async function answerBatch(messages: readonly Message[], answering: Answering): Promise<BatchAnswer> {
  const { log } = answering;
  const work = messages.flatMap(({ id, wake }) =>
    // A plan is for whoever asks; a queue has nobody to show it to.
    isWork(wake, log) && wake.kind !== 'plan' ? [{ id, wake }] : [],
  );
  if (work.length === 0) return { batchItemFailures: [] };
  const { report, again } = await carryOut(
    work.map(({ wake }) => wake),
    answering,
  );
  logUnfinished(report, log);
  const failures = work.filter(({ wake }) => again.has(wake));
  return { batchItemFailures: failures.map(({ id }) => ({ itemIdentifier: id })) };
}

/** A person's payload is answered with the report, whatever it says. */
export async function answerManual(wake: AwsWake, { run, log, signal }: Answering): Promise<Report> {
  if (!isWork(wake, log)) throw new Error(wake.why);
  if (wake.kind === 'plan') return run({ dryRun: true, signal });
  return run({ force: wake.kind === 'resync' && wake.force, signal });
}

/** A bare event, as EventBridge sends it without a queue: throws when something was left undone, to be called again. */
export async function answerEvent(wake: AwsWake, answering: Answering): Promise<Report | undefined> {
  if (!isWork(wake, answering.log) || wake.kind === 'plan') return undefined;
  const { report, again } = await carryOut([wake], answering);
  assertFinished(report);
  if (again.size > 0) throw new UnfinishedError(['the lifecycle hook is held'], true);
  return report;
}
