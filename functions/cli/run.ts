import { explain } from './failures/explain.ts';
import type { Context } from './failures/failure.ts';
import type { Io } from './io.ts';
import type { Cloud, Flags } from './settings/flags.ts';
import type { Resolved } from './settings/resolve.ts';
import type { Target } from './target/target.ts';

/** What every command takes. */
export type Common = Flags & { readonly config?: string; readonly verbose?: boolean };

/** A command on the cluster that the settings describe; answers the exit code. */
export type OnTarget<Options> = (options: Options, target: Target, io: Io) => Promise<number>;

/** A command that makes do with the settings as they are; answers the exit code. */
export type OnSettings<Options> = (options: Options, resolved: Resolved, io: Io) => Promise<number>;

/** What is known by now, for the message if it goes wrong. */
interface Known {
  kind?: Cloud;
  context?: Context;
}

async function telling(io: Io, verbose: boolean, work: (known: Known) => Promise<number>): Promise<number> {
  const known: Known = {};
  try {
    return await work(known);
  } catch (error) {
    io.stderr.write(explain(error, verbose, known.kind, known.context));
    return 1;
  }
}

async function resolve(options: Common, io: Io, known: Known): Promise<Resolved> {
  const { resolveSettings } = await import('./settings/resolve.ts');
  const resolved = await resolveSettings(options, io);
  const { kind, settings } = resolved;
  const where =
    kind === 'aws' ? `region ${settings['AWS_REGION'] ?? '?'}` : `project ${settings['GOOGLE_CLOUD_PROJECT'] ?? '?'}`;
  known.kind = kind;
  known.context = { cluster: settings['CLUSTER_NAME'] ?? 'the cluster', place: where };
  return resolved;
}

/** Runs a command on the settings; whatever goes wrong is told on standard error. Answers the exit code. */
export function runOnSettings<Options extends Common>(
  options: Options,
  io: Io,
  load: () => Promise<OnSettings<Options>>,
): Promise<number> {
  return telling(io, options.verbose ?? false, async (known) =>
    (await load())(options, await resolve(options, io, known), io),
  );
}

/** Runs a command on the cluster that the settings describe, as `runOnSettings` does. */
export function runOnTarget<Options extends Common>(
  options: Options,
  io: Io,
  load: () => Promise<OnTarget<Options>>,
): Promise<number> {
  return telling(io, options.verbose ?? false, async (known) => {
    const { kind, settings } = await resolve(options, io, known);
    const { openTarget } = await import('./target/open.ts');
    const target = await openTarget(kind, settings, io.runtime);
    known.context = { cluster: target.cluster.name, place: target.place };
    return (await load())(options, target, io);
  });
}
