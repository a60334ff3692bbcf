/** A fleet in a local cloud. */
export interface Patient {
  readonly env: Readonly<Record<string, string>>;
  /** What a shell does with a command of the cloud. */
  readonly type: (program: string, words: readonly string[]) => Promise<void>;
  /** Routes that lead to a live node which states their range, or to a live appliance, as `table destination -> node`. */
  readonly workingRoutes: () => Set<string>;
  /** The nodes that ask for a range, as commands name them, with the ranges that they have routes to. */
  readonly requests: () => ReadonlyMap<string, readonly string[]>;
  /** Calls `listener` after every call of the API. Returns the way to stop that. */
  readonly onCall: (listener: (action: string) => void) => () => void;
  readonly close: () => Promise<void>;
}

/** `10.200.1.0/24, 10.200.2.0/24` as ranges. */
export const rangesIn = (text: string): string[] => text.split(/[,\s]+/).filter((value) => value !== '');

/**
 * Whether a route to `destination` works for who states this: what says nothing is an appliance, and has all that leads to it; who
 * asks for a range has it by its route.
 */
export const isFor = (statement: string, destination: string): boolean =>
  statement === '' || statement === 'auto' || rangesIn(statement).includes(destination);
