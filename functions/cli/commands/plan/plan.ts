import { reconcile } from '../../../../shared/reconcile/reconcile.ts';
import type { Report } from '../../../../shared/reconcile/report/report.ts';
import { type LimitOptions, limiterOf } from '../../filter/limits.ts';
import type { Io } from '../../io.ts';
import { changeLines, type Names } from '../../render/report/change-lines.ts';
import { forwardingLines, remarkLines, stoppedLines, toldLines } from '../../render/report/remark-lines.ts';
import { isChange, leftOutLines, planSummary } from '../../render/report/summaries.ts';
import { renderMarkdown } from '../../render/report/markdown.ts';
import { painter } from '../../render/terminal/colour.ts';
import { type DataFormat, isDataFormat, printNote, writeData } from '../../render/output-format.ts';
import { withReadingStatus } from '../../render/terminal/status-line.ts';
import { hanging, widthOf, wrapLines } from '../../render/terminal/wrap.ts';
import { writePlanFile } from '../../saved-plan/plan-file.ts';
import { savedPlanOf } from '../../saved-plan/saved-plan.ts';
import type { Target } from '../../target/target.ts';
import { failureReason } from '../fail-on.ts';
import type { FailOn } from '../fail-on-flag.ts';

/** Changes of one kind that a terminal shows before it says how many more there are. */
const MAX_SHOWN = 30;

export interface PlanOptions {
  readonly output?: 'table' | DataFormat | undefined;
  /** Shows every change on a terminal too, and every remark. */
  readonly all?: boolean;
  readonly failOn?: readonly FailOn[];
}

interface RenderOptions extends PlanOptions {
  /** Every deletion is shown, whatever is left out beside them. */
  readonly allDeletions?: boolean;
}

/** A plan for people: its changes, what else there is to know, and one line of summary. */
export function renderPlan(
  report: Report,
  { all = false, allDeletions = false }: RenderOptions,
  { stdout }: Io,
  names?: Names,
): string {
  const paint = painter(stdout);
  const limit = stdout.isTerminal && !all ? MAX_SHOWN : undefined;
  const width = widthOf(stdout);
  const sentences = [
    ...toldLines(report, paint, all),
    ...forwardingLines(report, paint, all),
    ...remarkLines(report, paint, all),
    ...stoppedLines(report, paint),
    planSummary(report),
    ...leftOutLines(report),
  ];
  const changes = changeLines(report.changes, paint, { limit, allDeletions, width, names });
  return [...changes, ...wrapLines(sentences, width)].map((line) => `${line}\n`).join('');
}

/** Says last why a command fails, beside data on the standard error. */
export function tellFailure(reason: string | undefined, { output }: PlanOptions, io: Io): void {
  if (reason === undefined) return;
  if (isDataFormat(output)) printNote(io, reason);
  else io.stdout.write(`${hanging('', reason, widthOf(io.stdout))}\n`);
}

export interface SavingOptions extends Omit<PlanOptions, 'output'>, LimitOptions {
  readonly output?: PlanOptions['output'] | 'markdown';
  /** Where the plan is saved. */
  readonly out?: string;
}

/** 1 when something is wrong that no resync changes (`failure`) or a resync would stop, else 2 when there is a change, else 0. */
export function planExitCode(report: Report, failure: string | undefined): number {
  if (failure !== undefined || report.stopped !== undefined) return 1;
  return isChange(report) ? 2 : 0;
}

/** Shows what a resync would change; answers the exit code of `planExitCode`. */
export async function plan(options: SavingOptions, target: Target, io: Io): Promise<number> {
  const { cloud, cluster } = target;
  const request = { dryRun: true, limiter: limiterOf(options) };
  const report = await withReadingStatus(io, target, () => reconcile(cloud, cluster, request, io.runtime));
  const { output } = options;
  const reason = failureReason(report, options.failOn);
  if (output === 'markdown') io.stdout.write(renderMarkdown(report, target, reason));
  else if (isDataFormat(output)) await writeData(io, output, report);
  else io.stdout.write(renderPlan(report, { ...options, output }, io, target.nodeNames));
  if (options.out !== undefined) {
    await writePlanFile(io.cwd, options.out, savedPlanOf(report, target, options, io.runtime.now()));
    printNote(io, `saved the plan; "podroutes resync --plan ${options.out}" carries it out`);
  }
  if (output !== 'markdown') tellFailure(reason, { output }, io);
  return planExitCode(report, reason);
}
