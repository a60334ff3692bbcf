import type { Io } from '../io.ts';
import { painter } from '../render/terminal/colour.ts';
import type { CommonOptions } from '../run-command.ts';
import { isDataFormat } from '../render/output-format.ts';
import type { ResolvedSettings } from '../settings/resolve-settings.ts';
import { type FoundCluster, findClusters } from './find-clusters.ts';

/** An error is worse than a change that is due, which `plan` tells by 2. */
const WORST_FIRST = [1, 2, 0];

type Work = (resolve: () => Promise<ResolvedSettings>) => Promise<number>;

function writeHeading(io: Io, { name }: FoundCluster, output: string | undefined, isFirst: boolean): void {
  // It has one of its own.
  if (output === 'markdown') return;
  if (isDataFormat(output)) io.stdout.write(output === 'yaml' && !isFirst ? '---\n' : '');
  else io.stdout.write(`${isFirst ? '' : '\n'}${painter(io.stdout)('bold', `==> ${name} <==`)}\n`);
}

/** Does `work` for one cluster of the account after another, each in a section of its own. Answers the worst exit code. */
export async function forEachCluster(
  resolved: ResolvedSettings,
  output: CommonOptions['output'],
  io: Io,
  work: Work,
): Promise<number> {
  const codes = new Set<number>();
  for (const cluster of await findClusters(resolved, io)) {
    writeHeading(io, cluster, output, codes.size === 0);
    codes.add(await work(cluster.resolve));
  }
  return WORST_FIRST.find((code) => codes.has(code)) ?? 1;
}
