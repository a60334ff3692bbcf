import { reconcile } from '../../../shared/reconcile/reconcile.ts';
import type { Report } from '../../../shared/reconcile/report/report.ts';
import type { Io } from '../io.ts';
import { changeLines, planSummary, remarkLines } from '../render/changes.ts';
import { painter } from '../render/colour.ts';
import { formatJson } from '../render/output-format.ts';
import { withReadingStatus } from '../render/status-line.ts';
import type { Target } from '../target/target.ts';

/** Changes of one kind that a terminal shows before it says how many more there are. */
const MAX_SHOWN = 30;

export interface PlanOptions {
  readonly output?: 'table' | 'json';
  /** Shows every change, on a terminal too. */
  readonly all?: boolean;
}

/** A plan for people: its changes, what else there is to know, and one line of summary. */
export function renderPlan(report: Report, { all = false }: PlanOptions, { stdout }: Io): string {
  const paint = painter(stdout);
  const limit = stdout.isTerminal && !all ? MAX_SHOWN : undefined;
  const stopped =
    report.stopped === undefined
      ? []
      : [`${paint('red', '!')} a resync ${report.stopped.replace('; force', '; --force')}`];
  const lines = [
    ...changeLines(report.changes, paint, limit),
    ...remarkLines(report, paint),
    ...stopped,
    planSummary(report),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** Shows what a resync would change. 2 when there is something, 0 when there is not. */
export async function plan(options: PlanOptions, target: Target, io: Io): Promise<number> {
  const { cloud, cluster } = target;
  const report = await withReadingStatus(io, target, () => reconcile(cloud, cluster, { dryRun: true }, io.runtime));
  io.stdout.write(options.output === 'json' ? formatJson(report) : renderPlan(report, options, io));
  return report.changes.length > 0 ? 2 : 0;
}
