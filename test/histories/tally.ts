/** What happened in histories, to be reported and so that none of it is vacuous. */
export interface Tally {
  histories: number;
  /** Invocations of the function. */
  runs: number;
  apiCalls: number;
  /** Calls that changed a route. */
  writes: number;
  crashes: number;
  faults: number;
  staleReads: number;
  /** Changes of the world, between two API calls of a function among them. */
  changes: number;
  /** Events lost, and events delivered, doubles included. */
  lost: number;
  delivered: number;
  /** Runs of two functions at once. */
  pairs: number;
  /** Removals that came out of the documented race windows. Each was healed by the next resync, or it would be a violation. */
  races: number;
}

export function emptyTally(): Tally {
  return {
    histories: 0,
    runs: 0,
    apiCalls: 0,
    writes: 0,
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
