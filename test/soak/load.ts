import { buildToTemporaryFolder } from '../support/build/built-output.ts';
import { burstOnAws } from './load/aws.ts';
import type { BurstMetrics } from './load/burst-metrics.ts';
import { burstOnGcp } from './load/gcp.ts';

export interface LoadResult {
  readonly aws: BurstMetrics;
  readonly gcp: BurstMetrics;
}

/**
 * Bursts of events on both built functions, each in its process, beside the local clouds. Throws when a node has no route, an event
 * that is no poison was given up, API calls pile up, or memory grows.
 */
export async function load({ events, seed }: { events: number; seed: number }): Promise<LoadResult> {
  const built = await buildToTemporaryFolder('aws', 'gcp');
  try {
    return { aws: await burstOnAws(built.folder, events, seed), gcp: await burstOnGcp(built.folder, events, seed) };
  } finally {
    await built.remove();
  }
}
