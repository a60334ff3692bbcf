import type { Report } from '../../shared/reconcile/report.ts';
import { assertFinished } from '../../shared/reconcile/report.ts';
import { UnfinishedError } from '../../shared/reconcile/errors.ts';
import type { Logger } from '../common/log.ts';
import type { Wake } from '../common/wake.ts';
import type { Worker } from '../common/worker.ts';
import type { Message } from './events/batch.ts';

/** What SQS takes back: the messages to deliver again. */
export interface BatchAnswer {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

/** Logs what a wake is not worth a reconcile for; answers whether it is worth one. */
function isWork(wake: Wake, log: Logger): wake is Exclude<Wake, { kind: 'ignored' | 'malformed' }> {
  if (wake.kind === 'ignored') log.info({ why: wake.why }, 'event ignored');
  if (wake.kind === 'malformed') log.warn({ why: wake.why }, 'event dropped');
  return wake.kind !== 'ignored' && wake.kind !== 'malformed';
}

/** Ids of the instances that something was left undone about. */
function unfinishedInstances(report: Report): Set<string> {
  const failed = report.changes.filter((change) => change.status === 'failed');
  const keys = [...failed.flatMap((c) => [c.node, c.target, c.before]), ...report.errors.map((error) => error.node)];
  return new Set(keys.filter((key) => key !== undefined));
}

function toDeliverAgain(messages: readonly Message[], report: Report): string[] {
  const unfinished = unfinishedInstances(report);
  const isCause = ({ wake }: Message) => wake.kind !== 'hint' || unfinished.has(wake.hint.instance);
  const causes = messages.filter(isCause);
  // A failure that no message explains is everybody's.
  return (causes.length > 0 ? causes : messages).map((message) => message.id);
}

/**
 * One reconcile for a whole batch. Hands back the messages whose instances something was left undone about, so that SQS
 * delivers them again and, after its last try, moves them to the dead-letter queue.
 */
export async function answerBatch(messages: readonly Message[], worker: Worker): Promise<BatchAnswer> {
  const { log } = worker;
  // A plan is for whoever asks; a queue has nobody to show it to.
  const work = messages.filter(({ wake }) => isWork(wake, log) && wake.kind !== 'plan');
  if (work.length === 0) return { batchItemFailures: [] };
  const wakes = work.map(({ wake }) => wake);
  const report = await worker.run({
    hints: wakes.flatMap((wake) => (wake.kind === 'hint' ? [wake.hint] : [])),
    everything: wakes.some((wake) => wake.kind === 'resync'),
    force: wakes.some((wake) => wake.kind === 'resync' && wake.force),
  });
  try {
    assertFinished(report);
    return { batchItemFailures: [] };
  } catch (error) {
    if (!(error instanceof UnfinishedError)) throw error;
    log.error({ retryable: error.retryable }, error.message);
    return { batchItemFailures: toDeliverAgain(work, report).map((itemIdentifier) => ({ itemIdentifier })) };
  }
}

/** One event by itself: EventBridge's throws when something was left undone, a person's is answered with the report. */
export async function answerOne(wake: Wake, isManual: boolean, worker: Worker): Promise<Report | undefined> {
  if (!isWork(wake, worker.log)) {
    if (isManual) throw new Error(wake.why);
    return undefined;
  }
  if (wake.kind === 'plan') return worker.run({ dryRun: true });
  const report = await worker.run(
    wake.kind === 'hint' ? { hints: [wake.hint], everything: false } : { force: wake.force },
  );
  if (!isManual) assertFinished(report);
  return report;
}
