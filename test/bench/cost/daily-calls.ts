import type { CallCounts } from '../fleet/call-counts.ts';
import { replacementsPerDay } from './workload.ts';

/** How often what is counted in `Counts` happens in a day. */
export interface DailyActivity {
  readonly nodes: number;
  readonly resyncs: number;
  readonly freshProcesses: number;
}

/** API calls of a day in which nothing but the replacement of nodes happens. */
export function callsPerDay(
  { perResync, coldStartExtra, perNodeLifecycle }: CallCounts,
  { nodes, resyncs, freshProcesses }: DailyActivity,
): number {
  return resyncs * perResync + freshProcesses * coldStartExtra + replacementsPerDay(nodes) * perNodeLifecycle;
}
