import { makeEc2Api } from '../../../../shared/aws/api/api.ts';
import { ec2Client } from '../../../../shared/aws/api/client.ts';
import { readRegion } from '../../../../shared/aws/config.ts';
import { SettingsError, SettingsReader } from '../../../../shared/reconcile/settings.ts';
import { findLeftovers, removeLeftovers } from '../../acceptance/aws/cleanup.ts';
import { runAwsAcceptance } from '../../acceptance/aws/acceptance.ts';
import { type InstanceType, tellCost } from '../../acceptance/cost.ts';
import type { Io } from '../../io.ts';
import { printNote } from '../../render/output-format.ts';
import type { ResolvedSettings } from '../../settings/resolve-settings.ts';
import { awsClientConfig, ec2ApiFor } from '../../target/aws-client.ts';

export interface AcceptanceOptions {
  readonly yes?: boolean;
  /** A run, or `true` for all. */
  readonly cleanup?: string | true;
  readonly instanceType: InstanceType;
  readonly imageId?: string;
  readonly availabilityZone?: string;
  /** Seconds. */
  readonly watchTerminated: number;
  readonly out: string;
}

const QUESTION = 'Make a small network with two instances in this account, and remove them afterwards?';

async function isAgreed({ yes = false, instanceType }: AcceptanceOptions, io: Io): Promise<boolean> {
  printNote(io, `this costs money: ${tellCost(instanceType)}`);
  if (yes) return true;
  if (io.confirm === undefined) throw new SettingsError(['nobody is there to be asked; --yes starts without']);
  return io.confirm(QUESTION);
}

/** Tries in an account whether AWS is as podroutes believes, and whether podroutes works there; or removes what such runs left. */
export async function acceptance(options: AcceptanceOptions, resolved: ResolvedSettings, io: Io): Promise<number> {
  const { kind, settings } = resolved;
  if (kind === 'gcp') throw new SettingsError(['acceptance is there for AWS only; on GCP nothing was tried or made']);
  const reader = new SettingsReader(settings);
  readRegion(reader);
  reader.throwIfInvalid();
  const ec2 = makeEc2Api(ec2Client(awsClientConfig(settings), io.requestTimeout), { clock: io.runtime });
  const { cleanup, instanceType: type, imageId, availabilityZone: zone, watchTerminated, out } = options;
  if (cleanup !== undefined) {
    const removed = await removeLeftovers(ec2, io.runtime, cleanup === true ? undefined : cleanup);
    for (const id of removed) io.stdout.write(`removed ${id}\n`);
    printNote(io, removed.length === 0 ? 'nothing was left' : 'nothing is left');
    return 0;
  }
  // Whoever may not even read finds out before anything is made.
  const earlier = await findLeftovers(ec2ApiFor(settings, io));
  if (earlier.length > 0) printNote(io, `earlier runs left ${earlier.join(', ')}; --cleanup removes that`);
  if (!(await isAgreed(options, io))) return 1;
  return runAwsAcceptance({ ec2, out, zone, launch: { type, imageId }, watchTerminated: watchTerminated * 1000 }, io);
}
