import * as z from 'zod/mini';

/** What happened in histories, to be reported and so that none of it is vacuous. */
export const Statistics = z.object({
  histories: z.number(),
  /** Invocations of the function. */
  runs: z.number(),
  apiCalls: z.number(),
  /** Calls that changed a route. */
  writes: z.number(),
  /** Calls that tell a node its range. */
  tellings: z.number(),
  crashes: z.number(),
  faults: z.number(),
  staleReads: z.number(),
  /** Changes of the world, between two API calls of a function among them. */
  changes: z.number(),
  /** Events lost, and events delivered, doubles included. */
  lost: z.number(),
  delivered: z.number(),
  /** Runs of two functions at once. */
  pairs: z.number(),
  /** Removals that came out of the documented race windows. Each was healed by the next resync, or it would be a violation. */
  races: z.number(),
});

export type Statistics = z.infer<typeof Statistics>;

export function emptyStatistics(): Statistics {
  return {
    histories: 0,
    runs: 0,
    apiCalls: 0,
    writes: 0,
    tellings: 0,
    crashes: 0,
    faults: 0,
    staleReads: 0,
    changes: 0,
    lost: 0,
    delivered: 0,
    pairs: 0,
    races: 0,
  };
}

export function addStatistics(a: Statistics, b: Statistics): Statistics {
  return {
    histories: a.histories + b.histories,
    runs: a.runs + b.runs,
    apiCalls: a.apiCalls + b.apiCalls,
    writes: a.writes + b.writes,
    tellings: a.tellings + b.tellings,
    crashes: a.crashes + b.crashes,
    faults: a.faults + b.faults,
    staleReads: a.staleReads + b.staleReads,
    changes: a.changes + b.changes,
    lost: a.lost + b.lost,
    delivered: a.delivered + b.delivered,
    pairs: a.pairs + b.pairs,
    races: a.races + b.races,
  };
}
