import { reconcile } from '../../../shared/reconcile/reconcile.ts';
import type { ReconcileRequest } from '../../../shared/reconcile/request.ts';
import type { Report } from '../../../shared/reconcile/report/report.ts';
import { unfinished } from '../../../shared/reconcile/report/unfinished.ts';
import type { Io } from '../io.ts';
import { failureLines, remarkLines, resultSummary } from '../render/changes.ts';
import { painter } from '../render/colour.ts';
import { formatJson, printNote } from '../render/output-format.ts';
import { ProgressBar } from '../render/progress-bar.ts';
import { showReadingStatus } from '../render/status-line.ts';
import type { Target } from '../target/target.ts';
import { type PlanOptions, renderPlan } from './plan.ts';

export interface ResyncOptions extends PlanOptions {
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

/** Whether there is more to tell than the plan did. */
const hasResult = ({ changes, forwarding, errors, warnings }: Report) =>
  changes.length + forwarding.length + errors.length + warnings.length > 0;

function renderResult(report: Report, io: Io): string {
  const paint = painter(io.stdout);
  const known = { ...report, conflicts: [], skipped: [], partial: [] };
  const lines = [...failureLines(report, paint), ...remarkLines(known, paint), resultSummary(report)];
  if (report.interrupted !== undefined)
    lines.push(`${paint('red', '!')} ${report.interrupted}; a resync goes on from here`);
  return lines.map((line) => `${line}\n`).join('');
}

/** Shows the plan before anything is written, then how far it is, and takes Ctrl-C as a wish to stop between writes. */
class ResyncProgress {
  readonly #io: Io;
  readonly #options: ResyncOptions;
  readonly #abort = new AbortController();
  readonly #clearStatusLine: () => void;
  #bar: ProgressBar | undefined;
  #unsubscribe: (() => void) | undefined;

  constructor(io: Io, options: ResyncOptions, target: Target) {
    this.#clearStatusLine = showReadingStatus(io, target);
    this.#io = io;
    this.#options = options;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  onPlanned(report: Report): void {
    this.#clearStatusLine();
    if (this.#options.output !== 'json') this.#io.stdout.write(renderPlan(report, this.#options, this.#io));
    this.#bar = new ProgressBar(this.#io, report.changes.length);
    this.#unsubscribe = this.#io.onInterrupt(() => {
      this.#abort.abort();
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

async function runResync(options: ResyncOptions, target: Target, io: Io): Promise<Report> {
  const progress = new ResyncProgress(io, options, target);
  const { force = false, dryRun = false } = options;
  try {
    const request = { force, dryRun, signal: progress.signal, progress } satisfies ReconcileRequest;
    return await reconcile(target.cloud, target.cluster, request, io.runtime);
  } finally {
    progress.dispose();
  }
}

/** Makes the routes what the nodes say: the plan, then progress, then the result. 1 when something is left undone. */
export async function resync(options: ResyncOptions, target: Target, io: Io): Promise<number> {
  const report = await runResync(options, target, io);
  if (options.output === 'json') io.stdout.write(formatJson(report));
  else if (report.dryRun || report.stopped !== undefined) io.stdout.write(renderPlan(report, options, io));
  else if (hasResult(report)) io.stdout.write(renderResult(report, io));
  return report.errors.length > 0 || unfinished(report) !== undefined ? 1 : 0;
}
