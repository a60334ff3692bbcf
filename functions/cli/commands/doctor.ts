import { runChecks } from '../doctor/run-checks.ts';
import type { Check } from '../doctor/finding.ts';
import { renderDiagnosis } from '../doctor/render-diagnosis.ts';
import type { Io } from '../io.ts';
import { painter } from '../render/colour.ts';
import { formatJson } from '../render/output-format.ts';
import type { ResolvedSettings } from '../settings/resolve-settings.ts';
import { openTarget } from '../target/open.ts';
import type { Target } from '../target/target.ts';

export interface DoctorOptions {
  readonly output?: 'table' | 'json';
}

async function checksFor({ kind, settings }: ResolvedSettings, target: Target): Promise<Check[]> {
  if (kind === 'aws') return (await import('../doctor/aws/checks.ts')).awsChecks(settings, target);
  return (await import('../doctor/gcp/checks.ts')).gcpChecks(settings, target);
}

/** Finds out why pods cannot talk, and says what to do about it. 1 when something is broken. */
export async function doctor({ output }: DoctorOptions, resolved: ResolvedSettings, io: Io): Promise<number> {
  const target = await openTarget(resolved.kind, resolved.settings, io.runtime);
  const diagnosis = await runChecks(await checksFor(resolved, target));
  if (output === 'json')
    io.stdout.write(formatJson({ cloud: resolved.kind, cluster: target.cluster.name, ...diagnosis }));
  else io.stdout.write(renderDiagnosis(diagnosis, painter(io.stdout)));
  return diagnosis.findings.some(({ severity }) => severity === 'broken') ? 1 : 0;
}
