import type { Counts } from '../fleet/counts.ts';
import { replacedADay } from './workload.ts';

/** How often what is counted in `Counts` happens in a day. */
export interface Day {
  readonly nodes: number;
  readonly looks: number;
  readonly freshProcesses: number;
}

/** API calls of a day in which nothing but the replacement of nodes happens. */
export function callsADay({ look, coldExtra, life }: Counts, { nodes, looks, freshProcesses }: Day): number {
  return looks * look + freshProcesses * coldExtra + replacedADay(nodes) * life;
}
