import type { Report } from '../../../../shared/reconcile/report/report.ts';
import { unfinished } from '../../../../shared/reconcile/report/unfinished.ts';
import { SettingsError } from '../../../../shared/reconcile/settings.ts';
import type { ManualCall } from '../../invoke/manual-call.ts';
import type { Io } from '../../io.ts';
import { isDataFormat, writeData } from '../../render/output-format.ts';
import { renderResult } from '../../render/report/result.ts';
import { withStatus } from '../../render/terminal/status-line.ts';
import type { ResolvedSettings } from '../../settings/resolve-settings.ts';
import { failureReason } from '../fail-on.ts';
import { planExitCode, type PlanOptions, renderPlan, tellFailure } from '../plan/plan.ts';

export interface InvokeOptions extends PlanOptions {
  readonly action: ManualCall['action'];
  readonly force?: boolean;
}

async function callFunction({ kind, settings }: ResolvedSettings, call: ManualCall, io: Io): Promise<Report> {
  if (kind === 'aws') return (await import('../../invoke/aws.ts')).invokeOnAws(settings, call);
  return (await import('../../invoke/gcp.ts')).invokeOnGcp(settings, call, io);
}

/** Has the deployed function plan or resync, and shows what it reports. Exits as the commands `plan` and `resync` do. */
export async function invoke(options: InvokeOptions, resolved: ResolvedSettings, io: Io): Promise<number> {
  const { action, force = false, output } = options;
  if (force && action === 'plan') throw new SettingsError(['--force is for a resync; a plan writes nothing']);
  const call: ManualCall = force ? { action, force } : { action };
  const report = await withStatus(io, `waiting for the function's ${action}`, () => callFunction(resolved, call, io));
  if (isDataFormat(output)) await writeData(io, output, report);
  else io.stdout.write(action === 'plan' ? renderPlan(report, options, io) : renderResult(report, options, io));
  const reason = failureReason(report, options.failOn);
  tellFailure(reason, options, io);
  if (action === 'plan') return planExitCode(report, reason);
  if (reason !== undefined) return 1;
  return report.errors.length === 0 && unfinished(report) === undefined ? 0 : 1;
}
