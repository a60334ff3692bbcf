import { REQUEST_TIMEOUT } from '../../../../shared/reconcile/cloud/time-limit.ts';
import { runChecks } from '../../doctor/run-checks.ts';
import type { Check } from '../../doctor/finding.ts';
import { renderDiagnosis } from '../../doctor/render-diagnosis.ts';
import type { Io } from '../../io.ts';
import { painter } from '../../render/terminal/colour.ts';
import { type DataFormat, isDataFormat, writeData } from '../../render/output-format.ts';
import { withReadingStatus } from '../../render/terminal/status-line.ts';
import { widthOf } from '../../render/terminal/wrap.ts';
import type { ResolvedSettings } from '../../settings/resolve-settings.ts';
import { openTarget } from '../../target/open.ts';
import type { Target, TargetIo } from '../../target/target.ts';

export interface DoctorOptions {
  readonly output?: 'table' | DataFormat;
}

async function checksFor({ kind, settings }: ResolvedSettings, target: Target, io: TargetIo): Promise<Check[]> {
  if (kind === 'aws') return (await import('../../doctor/aws/checks.ts')).awsChecks(settings, target, io);
  return (await import('../../doctor/gcp/checks.ts')).gcpChecks(settings, target, io);
}

/** Finds out why pods cannot talk, and says what to do about it. 1 when something is broken. */
export async function doctor({ output }: DoctorOptions, resolved: ResolvedSettings, io: Io): Promise<number> {
  // Some checks have to wait for others: two silent services in a row are still told of in time.
  const targetIo = { ...io, requestTimeout: (io.requestTimeout ?? REQUEST_TIMEOUT) / 2 };
  const target = await openTarget(resolved.kind, resolved.settings, targetIo);
  const { cluster, location } = target;
  const examine = async () => runChecks(await checksFor(resolved, target, targetIo));
  const diagnosis = await withReadingStatus(io, target, examine, `examining ${cluster.name} in ${location}`);
  if (isDataFormat(output)) await writeData(io, output, { cloud: resolved.kind, cluster: cluster.name, ...diagnosis });
  else io.stdout.write(renderDiagnosis(diagnosis, painter(io.stdout), widthOf(io.stdout)));
  return diagnosis.findings.some(({ severity }) => severity === 'broken') ? 1 : 0;
}
