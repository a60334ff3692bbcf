import { examine } from '../doctor/examine.ts';
import type { Check } from '../doctor/model.ts';
import { renderDiagnosis } from '../doctor/render.ts';
import type { Io } from '../io.ts';
import { painter } from '../render/colour.ts';
import { json } from '../render/listing.ts';
import type { Resolved } from '../settings/resolve.ts';
import { openTarget } from '../target/open.ts';
import type { Target } from '../target/target.ts';

export interface DoctorOptions {
  readonly output?: 'table' | 'json';
}

async function checksFor({ kind, settings }: Resolved, target: Target): Promise<Check[]> {
  if (kind === 'aws') return (await import('../doctor/aws/checks.ts')).awsChecks(settings, target);
  return (await import('../doctor/gcp/checks.ts')).gcpChecks(settings, target);
}

/** Finds out why pods cannot talk, and says what to do about it. 1 when something is broken. */
export async function doctor({ output }: DoctorOptions, resolved: Resolved, io: Io): Promise<number> {
  const target = await openTarget(resolved.kind, resolved.settings, io.runtime);
  const diagnosis = await examine(await checksFor(resolved, target));
  if (output === 'json') io.stdout.write(json({ cloud: resolved.kind, cluster: target.cluster.name, ...diagnosis }));
  else io.stdout.write(renderDiagnosis(diagnosis, painter(io.stdout)));
  return diagnosis.findings.some(({ severity }) => severity === 'broken') ? 1 : 0;
}
