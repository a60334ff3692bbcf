import { formatError } from './errors/format-error.ts';
import type { ErrorContext } from './errors/error-help.ts';
import type { Io } from './io.ts';
import type { CloudKind, Flags } from './settings/flags.ts';
import type { ResolvedSettings } from './settings/resolve-settings.ts';
import type { Target } from './target/target.ts';

/** What every command takes. */
export type CommonOptions = Flags & { readonly config?: string; readonly verbose?: boolean };

/** A command on the cluster that the settings describe; answers the exit code. */
export type TargetCommand<Options> = (options: Options, target: Target, io: Io) => Promise<number>;

/** A command that makes do with the settings as they are; answers the exit code. */
export type SettingsCommand<Options> = (options: Options, resolved: ResolvedSettings, io: Io) => Promise<number>;

/** What is known by now, for the message if it goes wrong. */
interface ErrorState {
  kind?: CloudKind;
  context?: ErrorContext;
}

async function reportErrors(io: Io, verbose: boolean, work: (state: ErrorState) => Promise<number>): Promise<number> {
  const state: ErrorState = {};
  try {
    return await work(state);
  } catch (error) {
    io.stderr.write(formatError(error, verbose, state.kind, state.context));
    return 1;
  }
}

async function resolve(options: CommonOptions, io: Io, state: ErrorState): Promise<ResolvedSettings> {
  const { resolveSettings } = await import('./settings/resolve-settings.ts');
  const resolved = await resolveSettings(options, io);
  const { kind, settings } = resolved;
  const location =
    kind === 'aws' ? `region ${settings['AWS_REGION'] ?? '?'}` : `project ${settings['GOOGLE_CLOUD_PROJECT'] ?? '?'}`;
  state.kind = kind;
  state.context = { cluster: settings['CLUSTER_NAME'] ?? 'the cluster', location: location };
  return resolved;
}

/** Runs a command on the settings; whatever goes wrong is told on standard error. Answers the exit code. */
export function runWithSettings<Options extends CommonOptions>(
  options: Options,
  io: Io,
  load: () => Promise<SettingsCommand<Options>>,
): Promise<number> {
  return reportErrors(io, options.verbose ?? false, async (known) =>
    (await load())(options, await resolve(options, io, known), io),
  );
}

/** Runs a command on the cluster that the settings describe, as `runOnSettings` does. */
export function runWithTarget<Options extends CommonOptions>(
  options: Options,
  io: Io,
  load: () => Promise<TargetCommand<Options>>,
): Promise<number> {
  return reportErrors(io, options.verbose ?? false, async (known) => {
    const { kind, settings } = await resolve(options, io, known);
    const { openTarget } = await import('./target/open.ts');
    const target = await openTarget(kind, settings, io.runtime);
    known.context = { cluster: target.cluster.name, location: target.location };
    return (await load())(options, target, io);
  });
}
