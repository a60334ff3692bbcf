import { measureBuckets } from './parts/buckets.ts';
import { measureByHand } from './by-hand/measure.ts';
import { measureCalls } from './parts/calls.ts';
import { measureCold } from './parts/cold.ts';
import { measureEventToRoute } from './parts/event-to-route.ts';
import { measureGrowth } from './parts/growth.ts';
import { measureIdleDay } from './parts/idle-day.ts';
import { measureFleets } from './report/rows.ts';
import { measureUnchanged } from './parts/unchanged.ts';
import type { Row } from './row.ts';

export interface Options {
  /** The built command line, `podroutes.mjs`. */
  readonly cli: string;
  /** Fewer repetitions and shorter stretches, each of which its row tells. */
  readonly isQuick: boolean;
}

/** The parts of the benchmark by name, in the order in which they run: what is timed comes while the machine is quiet. */
export const SUITE: Readonly<Record<string, (options: Options) => Promise<Row[]>>> = {
  'by-hand': measureByHand,
  cold: measureCold,
  unchanged: measureUnchanged,
  'idle-day': measureIdleDay,
  fleet: measureFleets,
  calls: measureCalls,
  'event-to-route': measureEventToRoute,
  buckets: measureBuckets,
  growth: measureGrowth,
};
