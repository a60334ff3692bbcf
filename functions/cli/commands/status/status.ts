import type { Io } from '../../io.ts';
import { painter } from '../../render/terminal/colour.ts';
import { type DataFormat, isDataFormat, printNote, writeData } from '../../render/output-format.ts';
import { withReadingStatus } from '../../render/terminal/status-line.ts';
import { widthOf } from '../../render/terminal/wrap.ts';
import type { ResolvedSettings } from '../../settings/resolve-settings.ts';
import { type ClusterStatus, clusterStatus, isWell } from '../../status/cluster-status.ts';
import type { DeploymentStatus, Reading } from '../../status/deployment-status.ts';
import { renderStatus, statusRows } from '../../status/render-status.ts';
import { openTarget } from '../../target/open.ts';
import { readNetwork } from '../../target/target.ts';
import { watch, type WatchOptions } from '../../watch/watch.ts';

export interface StatusOptions extends WatchOptions {
  readonly output?: 'table' | DataFormat;
}

async function readDeployment({ kind, settings }: ResolvedSettings, io: Io): Promise<DeploymentStatus> {
  if (kind === 'aws') return (await import('../../status/aws.ts')).awsDeploymentStatus(settings, io);
  return (await import('../../status/gcp.ts')).gcpDeploymentStatus(settings, io);
}

const toIso = (time: number | undefined) => (time === undefined ? null : new Date(time).toISOString());

/** Null where there is nothing; what could not be read is left out. */
function ifRead<Value>(name: string, found: Reading<Value> | undefined, toJson: (value: Value) => unknown): object {
  return found !== undefined && 'value' in found ? { [name]: toJson(found.value) } : {};
}

function toJson({ nodes, routes, stoppedResync, freeRanges, gaps, deployment }: ClusterStatus): object {
  const { function: deployed, triggers, deadLetters, lastResync } = deployment;
  const unknown = Object.entries(deployment).flatMap(([what, found]) =>
    'unknown' in found ? [{ what, why: found.unknown }] : [],
  );
  return {
    nodes: Object.fromEntries(nodes),
    routes: Object.fromEntries(routes),
    ...(stoppedResync === undefined ? {} : { stoppedResync }),
    freeRanges: freeRanges.map(({ cidr, prefixLength, count }) => ({ cidr, prefixLength, count: Number(count) })),
    ...ifRead('function', deployed, (found) => {
      if (found === undefined) return null;
      return { name: found.name, state: found.state, ok: found.isHealthy, changedAt: toIso(found.changedAt) };
    }),
    ...ifRead('triggers', triggers, (faults) => faults ?? null),
    ...ifRead('lastResync', lastResync, toIso),
    ...ifRead('deadLetters', deadLetters, (count) => count),
    ...(unknown.length === 0 ? {} : { unknown }),
    ...(gaps.length === 0 ? {} : { partial: gaps }),
  };
}

/** How a cluster is, in a few lines. 1 when something is wrong, or could not be read. */
export async function status(options: StatusOptions, resolved: ResolvedSettings, io: Io): Promise<number> {
  const { output } = options;
  const target = await openTarget(resolved.kind, resolved.settings, io);
  const read = async () => clusterStatus(...(await Promise.all([readNetwork(target), readDeployment(resolved, io)])));
  const dataOf = (found: ClusterStatus) => ({
    cloud: resolved.kind,
    cluster: target.cluster.name,
    ok: isWell(found),
    ...toJson(found),
  });
  if (options.watch === true) {
    const paint = painter(io.stdout);
    return watch(options, io, async () => {
      const found = await read();
      return { heading: [], rows: (now) => statusRows(found, now, paint), data: () => dataOf(found) };
    });
  }
  const found = await withReadingStatus(io, target, read);
  const ok = isWell(found);
  if (isDataFormat(output)) await writeData(io, output, dataOf(found));
  else io.stdout.write(renderStatus(found, io.runtime.now(), painter(io.stdout), widthOf(io.stdout)));
  if (!ok && io.stderr.isTerminal && !isDataFormat(output))
    printNote(io, '"podroutes doctor" tells why, and what mends it');
  return ok ? 0 : 1;
}
