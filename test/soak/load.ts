import { buildElsewhere } from '../support/built.ts';
import { burstOnAws } from './load/aws.ts';
import type { Burst } from './load/figures.ts';
import { burstOnGcp } from './load/gcp.ts';

export interface Loaded {
  readonly aws: Burst;
  readonly gcp: Burst;
}

/**
 * Bursts of events on both built functions, each in its process, beside the local clouds. Throws when a node has no route, an event
 * that is no poison was given up, API calls pile up, or memory grows.
 */
export async function load({ events, seed }: { events: number; seed: number }): Promise<Loaded> {
  const built = await buildElsewhere('aws', 'gcp');
  try {
    return { aws: await burstOnAws(built.folder, events, seed), gcp: await burstOnGcp(built.folder, events, seed) };
  } finally {
    await built.remove();
  }
}
