import { SettingsError } from '../../../../shared/reconcile/settings.ts';
import { openAws } from '../../acceptance/aws/open.ts';
import { AWS_TYPES, GCP_TYPES, tellCost } from '../../acceptance/cost.ts';
import { removeLeftovers } from '../../acceptance/remove.ts';
import { type AcceptanceCloud, runAcceptance } from '../../acceptance/run.ts';
import { openGcp } from '../../acceptance/gcp/open.ts';
import type { Io } from '../../io.ts';
import { printNote } from '../../render/output-format.ts';
import type { CloudKind } from '../../settings/flags.ts';
import type { ResolvedSettings } from '../../settings/resolve-settings.ts';

export interface AcceptanceOptions {
  readonly yes?: boolean;
  /** A run, or `true` for all. */
  readonly cleanup?: string | true;
  /** The cluster of a function that is deployed. */
  readonly deployed?: string;
  readonly instanceType?: string;
  readonly imageId?: string;
  readonly availabilityZone?: string;
  readonly zone: string;
  /** Seconds. */
  readonly watchTerminated: number;
  readonly out: string;
}

const MADE: Readonly<Record<CloudKind, string>> = {
  aws: 'a small network with two instances, and on the event bus a rule with a queue',
  gcp: 'a small network with two instances',
};

async function isAgreed<Id extends string>(cloud: AcceptanceCloud<Id>, yes: boolean, io: Io): Promise<boolean> {
  printNote(io, `this costs money: ${tellCost(cloud)}`);
  if (!yes && io.confirm === undefined) throw new SettingsError(['nobody is there to be asked; --yes starts without']);
  const what = `${MADE[cloud.kind]}, in ${await cloud.place()}`;
  if (yes || io.confirm === undefined) printNote(io, `making ${what}`);
  else if (!(await io.confirm(`Make ${what}, and remove all of it afterwards?`))) {
    printNote(io, 'nothing was made');
    return false;
  }
  return true;
}

/** The first by default. */
function chooseType<Type extends string>(types: readonly [Type, ...Type[]], wanted: string = types[0]): Type {
  const type = types.find((each) => each === wanted);
  if (type !== undefined) return type;
  throw new SettingsError([`--instance-type is ${wanted}; here it should be ${types.join(', ')}`]);
}

async function cleanUp<Id extends string>({ find }: AcceptanceCloud<Id>, run: string | undefined, io: Io) {
  const removed = await removeLeftovers(find, io.runtime, run);
  for (const name of removed) io.stdout.write(`removed ${name}\n`);
  printNote(io, removed.length === 0 ? 'nothing was left' : 'nothing is left');
  return 0;
}

async function carryOut<Id extends string>(cloud: AcceptanceCloud<Id>, options: AcceptanceOptions, io: Io) {
  const { cleanup, yes = false, out } = options;
  // Whoever may not even read, or gets no answer, finds out before anything is made or removed.
  const { names } = await cloud.findAtOnce();
  if (cleanup !== undefined) return cleanUp(cloud, cleanup === true ? undefined : cleanup, io);
  if (names.length > 0) printNote(io, `earlier runs left ${names.join(', ')}; --cleanup removes that`);
  if (!(await isAgreed(cloud, yes, io))) return 1;
  return runAcceptance(cloud, out, io);
}

/** Tries in an account whether the cloud is as podroutes believes, and whether podroutes works there; or removes what such runs left. */
export async function acceptance(options: AcceptanceOptions, resolved: ResolvedSettings, io: Io): Promise<number> {
  const { kind, settings } = resolved;
  const { instanceType, imageId, availabilityZone, zone, watchTerminated } = options;
  // What was left may be what is in the way of a function that is to be tried.
  const deployed = options.cleanup === undefined ? options.deployed : undefined;
  switch (kind) {
    case 'aws': {
      const type = chooseType(AWS_TYPES, instanceType);
      const wanted = { launch: { type, imageId }, zone: availabilityZone, watchTerminated: watchTerminated * 1000 };
      return carryOut(await openAws({ ...wanted, deployed }, settings, io), options, io);
    }
    case 'gcp': {
      const type = chooseType(GCP_TYPES, instanceType);
      return carryOut(await openGcp({ type, zone, image: imageId, deployed }, settings, io), options, io);
    }
  }
}
