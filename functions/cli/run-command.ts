import type { SettingsSource } from '../../shared/reconcile/settings.ts';
import type { ErrorContext } from './errors/format-error.ts';
import type { Io } from './io.ts';
import { type DataFormat, wrapNotes } from './render/output-format.ts';
import type { CloudKind, Flags } from './settings/flags.ts';
import type { Needed } from './settings/missing-settings.ts';
import type { ResolvedSettings } from './settings/resolve-settings.ts';
import type { Target } from './target/target.ts';

/** What every command takes. */
export type CommonOptions = Flags & {
  readonly config?: string;
  readonly verbose?: boolean;
  /** False with `--no-cache`. */
  readonly cache?: boolean;
  /** Every cluster of the account is meant, one after another. */
  readonly allClusters?: boolean;
  readonly output?: 'table' | 'wide' | 'markdown' | 'text' | DataFormat | undefined;
};

/** A command on the cluster that the settings describe; returns the exit code. */
export type TargetCommand<Options> = (options: Options, target: Target, io: Io) => Promise<number>;

/** A command on the settings alone; returns the exit code. */
export type SettingsCommand<Options> = (options: Options, resolved: ResolvedSettings, io: Io) => Promise<number>;

/** What is known so far, for an error message. */
interface ErrorState {
  kind?: CloudKind;
  context?: ErrorContext;
  settings?: SettingsSource;
}

async function reportErrors(io: Io, verbose: boolean, work: (state: ErrorState) => Promise<number>): Promise<number> {
  const state: ErrorState = {};
  try {
    return await work(state);
  } catch (error) {
    const { formatError } = await import('./errors/format-error.ts');
    const { credentialSourceOf } = await import('./errors/credential-source.ts');
    const context = state.context && { ...state.context, credentialSource: await credentialSourceOf(error, state) };
    io.stderr.write(wrapNotes(formatError(error, verbose, state.kind, context), io));
    return 1;
  }
}

const withCacheAsAsked = (io: Io, { cache = true }: CommonOptions): Io =>
  cache ? io : { ...io, cacheFolder: undefined };

/** Where the API is that commands read; undefined when only the profile says that. */
function addressOf({ kind, settings }: ResolvedSettings): string | undefined {
  if (kind === 'gcp') return settings['COMPUTE_API_ENDPOINT'] ?? 'compute.googleapis.com';
  const { AWS_ENDPOINT_URL_EC2: ec2, AWS_ENDPOINT_URL: all, AWS_REGION: region } = settings;
  return ec2 ?? all ?? (region === undefined ? undefined : `ec2.${region}.amazonaws.com`);
}

function contextOf(resolved: ResolvedSettings): ErrorContext {
  const { kind, settings } = resolved;
  const location =
    kind === 'aws' ? `region ${settings['AWS_REGION'] ?? '?'}` : `project ${settings['GOOGLE_CLOUD_PROJECT'] ?? '?'}`;
  return { cluster: settings['CLUSTER_NAME'] ?? 'the cluster', location, address: addressOf(resolved) };
}

async function resolve(options: CommonOptions, io: Io, needed?: Needed): Promise<ResolvedSettings> {
  const { resolveSettings } = await import('./settings/resolve-settings.ts');
  const resolved = await resolveSettings(options, io, needed);
  const profile = resolved.kind === 'aws' ? resolved.settings['AWS_PROFILE'] : undefined;
  if (profile !== undefined) await (await import('./settings/aws-profile.ts')).assertProfileExists(profile);
  return resolved;
}

/** Does `work` on settings; errors go to standard error. Returns the exit code. */
function runOn(
  { verbose = false }: CommonOptions,
  io: Io,
  find: () => Promise<ResolvedSettings>,
  work: (resolved: ResolvedSettings, state: ErrorState) => Promise<number>,
): Promise<number> {
  return reportErrors(io, verbose, async (state) => {
    const resolved = await find();
    state.kind = resolved.kind;
    state.settings = resolved.settings;
    state.context = contextOf(resolved);
    return work(resolved, state);
  });
}

/** The same, for every cluster of the account where that is asked for. */
function run(
  options: CommonOptions,
  io: Io,
  work: (resolved: ResolvedSettings, state: ErrorState) => Promise<number>,
  needed?: Needed,
): Promise<number> {
  const { allClusters = false, output } = options;
  if (!allClusters) return runOn(options, io, () => resolve(options, io, needed), work);
  return runOn(
    options,
    io,
    () => resolve(options, io, 'cloud'),
    async (resolved) => {
      const { forEachCluster } = await import('./all-clusters/each-cluster.ts');
      return forEachCluster(resolved, output, io, (find) => runOn(options, io, find, work));
    },
  );
}

/** Runs a command on the settings; errors go to standard error. Returns the exit code. */
export function runWithSettings<Options extends CommonOptions>(
  options: Options,
  io: Io,
  load: () => Promise<SettingsCommand<Options>>,
  needed?: Needed,
): Promise<number> {
  return run(options, io, async (resolved) => (await load())(options, resolved, withCacheAsAsked(io, options)), needed);
}

/** Runs a command on the cluster that the settings describe, as `runWithSettings` does. */
export function runWithTarget<Options extends CommonOptions>(
  options: Options,
  io: Io,
  load: () => Promise<TargetCommand<Options>>,
): Promise<number> {
  return run(options, io, async ({ kind, settings }, state) => {
    const { openTarget } = await import('./target/open.ts');
    const target = await openTarget(kind, settings, withCacheAsAsked(io, options));
    state.context = { ...state.context, cluster: target.cluster.name, location: target.location };
    return (await load())(options, target, io);
  });
}
