import type { ReconcileRequest, Verdict } from '../../../shared/reconcile/request.ts';
import type { Report } from '../../../shared/reconcile/report/report.ts';
import { unfinished } from '../../../shared/reconcile/report/unfinished.ts';
import type { Io } from '../io.ts';
import { foundSince, hasResult, renderResult } from '../render/report/result.ts';
import { isDataFormat, printNote, writeData } from '../render/output-format.ts';
import { ProgressBar } from '../render/terminal/progress-bar.ts';
import { showReadingStatus } from '../render/terminal/status-line.ts';
import type { Target } from '../target/target.ts';
import { failureReason } from './fail-on.ts';
import { type PlanOptions, renderPlan, tellFailure } from './plan/plan.ts';

export interface WriteOptions extends PlanOptions {
  /** Whether what is planned may be written. `showPlan` shows it, with all that is to be deleted, before anybody is asked. */
  readonly approve?: ((planned: Report, showPlan: () => void) => Promise<Verdict>) | undefined;
}

/** Shows the plan before anything is written, then how far it is, and takes Ctrl-C as a wish to stop between writes. */
class WriteProgress {
  readonly #io: Io;
  readonly #options: WriteOptions;
  readonly #target: Target;
  readonly #abort = new AbortController();
  readonly #clearStatusLine: () => void;
  #bar: ProgressBar | undefined;
  #unsubscribe: (() => void) | undefined;
  #planned: Report | undefined;
  #isShown = false;
  #isRefused = false;

  constructor(io: Io, options: WriteOptions, target: Target) {
    this.#clearStatusLine = showReadingStatus(io, target);
    this.#io = io;
    this.#options = options;
    this.#target = target;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** The plan that was shown; undefined while there is nothing to write. */
  get planned(): Report | undefined {
    return this.#planned;
  }

  /** Whether somebody said that nothing is to be written. */
  get isRefused(): boolean {
    return this.#isRefused;
  }

  async approve(report: Report): Promise<Verdict> {
    this.#clearStatusLine();
    const verdict = (await this.#options.approve?.(report, () => this.#askedPlan(report))) ?? 'write';
    this.#isRefused = verdict === 'stop';
    return verdict;
  }

  /** Data stays alone on the standard output; who is asked reads the other. */
  #askedPlan(report: Report): void {
    const { output } = this.#options;
    const { stdout, stderr } = this.#io;
    const io = { ...this.#io, stdout: isDataFormat(output) ? stderr : stdout };
    io.stdout.write(renderPlan(report, { ...this.#options, allDeletions: true }, io, this.#target.nodeNames));
    this.#isShown = true;
  }

  onPlanned(report: Report): void {
    this.#planned = report;
    this.#clearStatusLine();
    if (!isDataFormat(this.#options.output) && !this.#isShown)
      this.#io.stdout.write(renderPlan(report, this.#options, this.#io, this.#target.nodeNames));
    this.#bar = new ProgressBar(this.#io, report.changes.length);
    this.#unsubscribe = this.#io.onInterrupt(() => {
      this.#abort.abort();
      this.#bar?.clearLine();
      printNote(this.#io, 'stopping: what is being written is finished first; Ctrl-C again stops at once');
    });
  }

  onChangeEnd(): void {
    this.#bar?.advance();
  }

  dispose(): void {
    this.#clearStatusLine();
    this.#bar?.stop();
    this.#unsubscribe?.();
  }
}

/**
 * Runs what plans and then writes, and shows the plan, then progress, then the result. 1 when something is left undone, also
 * when only the writing showed that somebody else has what a node claims.
 */
export async function runWrites(
  options: WriteOptions,
  target: Target,
  io: Io,
  run: (request: Pick<ReconcileRequest, 'signal' | 'progress' | 'approve'>) => Promise<Report>,
): Promise<number> {
  const progress = new WriteProgress(io, options, target);
  let report: Report;
  try {
    report = await run({ signal: progress.signal, progress, approve: (planned) => progress.approve(planned) });
  } finally {
    progress.dispose();
  }
  if (progress.isRefused) {
    if (isDataFormat(options.output)) await writeData(io, options.output, report);
    printNote(io, 'nothing was changed');
    return 1;
  }
  const { planned } = progress;
  const found = planned === undefined ? undefined : foundSince(planned, report);
  if (isDataFormat(options.output)) await writeData(io, options.output, report);
  else if (planned === undefined || found === undefined)
    io.stdout.write(renderPlan(report, options, io, target.nodeNames));
  else if (hasResult(planned, found)) io.stdout.write(renderResult(found, { all: options.all, planned }, io));
  const isUnrouted = found?.conflicts.some(({ nodes }) => nodes.length > 0) ?? false;
  const reason = failureReason(report, options.failOn ?? []);
  tellFailure(reason, options, io);
  return report.errors.length > 0 || unfinished(report) !== undefined || isUnrouted || reason !== undefined ? 1 : 0;
}
