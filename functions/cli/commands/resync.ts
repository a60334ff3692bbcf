import { reconcile } from '../../../shared/reconcile/reconcile.ts';
import { type Report, undoneIn } from '../../../shared/reconcile/report.ts';
import type { Io } from '../io.ts';
import { failures, remarks, resultSummary } from '../render/changes.ts';
import { painter } from '../render/colour.ts';
import { json, remark } from '../render/listing.ts';
import { Progress } from '../render/progress.ts';
import { sayReading } from '../render/reading.ts';
import type { Target } from '../target/target.ts';
import { type PlanOptions, renderPlan } from './plan.ts';

export interface ResyncOptions extends PlanOptions {
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

/** Whether there is more to tell than the plan did. */
const hasHappened = ({ changes, forwarding, errors, warnings }: Report) =>
  changes.length + forwarding.length + errors.length + warnings.length > 0;

function renderResult(report: Report, io: Io): string {
  const paint = painter(io.stdout);
  const known = { ...report, conflicts: [], skipped: [], partial: [] };
  const lines = [...failures(report, paint), ...remarks(known, paint), resultSummary(report)];
  if (report.interrupted !== undefined)
    lines.push(`${paint('red', '!')} ${report.interrupted}; a resync goes on from here`);
  return lines.map((line) => `${line}\n`).join('');
}

/** Shows the plan before anything is written, then how far it is, and takes Ctrl-C as a wish to stop between writes. */
class Attendance {
  readonly #io: Io;
  readonly #options: ResyncOptions;
  readonly #stop = new AbortController();
  readonly #endReading: () => void;
  #progress: Progress | undefined;
  #letGo: (() => void) | undefined;

  constructor(io: Io, options: ResyncOptions, target: Target) {
    this.#endReading = sayReading(io, target);
    this.#io = io;
    this.#options = options;
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  planned(report: Report): void {
    this.#endReading();
    if (this.#options.output !== 'json') this.#io.stdout.write(renderPlan(report, this.#options, this.#io));
    this.#progress = new Progress(this.#io, report.changes.length);
    this.#letGo = this.#io.onInterrupt(() => {
      this.#stop.abort();
      remark(this.#io, 'stopping: what is being written is finished first; Ctrl-C again stops at once');
    });
  }

  ended(): void {
    this.#progress?.advance();
  }

  end(): void {
    this.#endReading();
    this.#progress?.end();
    this.#letGo?.();
  }
}

async function carryOut(options: ResyncOptions, target: Target, io: Io): Promise<Report> {
  const attendance = new Attendance(io, options, target);
  const watch = { planned: (report: Report) => attendance.planned(report), ended: () => attendance.ended() };
  const { force = false, dryRun = false } = options;
  try {
    const request = { force, dryRun, signal: attendance.signal, watch };
    return await reconcile(target.cloud, target.cluster, request, io.runtime);
  } finally {
    attendance.end();
  }
}

/** Makes the routes what the nodes say: the plan, then progress, then the result. 1 when something is left undone. */
export async function resync(options: ResyncOptions, target: Target, io: Io): Promise<number> {
  const report = await carryOut(options, target, io);
  if (options.output === 'json') io.stdout.write(json(report));
  else if (report.dryRun || report.stopped !== undefined) io.stdout.write(renderPlan(report, options, io));
  else if (hasHappened(report)) io.stdout.write(renderResult(report, io));
  return undoneIn(report).length > 0 ? 1 : 0;
}
