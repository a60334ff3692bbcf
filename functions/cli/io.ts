import type { Clock } from '../../shared/reconcile/cloud/clock.ts';
import type { SettingsSource } from '../../shared/reconcile/settings.ts';

/** One of the two streams that a command writes to. */
export interface Output {
  readonly write: (text: string) => unknown;
  /** Writes what moves the cursor on purpose; nothing that came from outside may be in it. */
  readonly writeRaw?: (sequences: string) => unknown;
  /** Whether people look at it: colours, progress and the wide tables are for them. */
  readonly isTerminal: boolean;
  /** Whether it shows colours; never where it is no terminal. */
  readonly hasColours: boolean;
  /** Columns of the terminal. */
  readonly columns?: number | undefined;
}

/** All that a command knows of the process it runs in. */
export interface Io {
  /** The result, and nothing else. */
  readonly stdout: Output;
  /** Progress, remarks and errors. */
  readonly stderr: Output;
  readonly env: SettingsSource;
  /** Where `podroutes.yaml` is looked for and files are written. */
  readonly cwd: string;
  /** Where what was read is kept for the next run; undefined where nothing is. */
  readonly cacheFolder?: string | undefined;
  readonly runtime: Clock;
  /** Milliseconds that one request may take before the user is told who does not answer. */
  readonly requestTimeout?: number | undefined;
  /**
   * Calls `listener` instead of ending the process when somebody presses Ctrl-C, until the returned function is called. A
   * second Ctrl-C ends the process all the same.
   */
  readonly onInterrupt: (listener: () => void) => () => void;
  /** Asks a person, who answers yes or no; undefined where nobody is there to answer. */
  readonly confirm?: ((question: string) => Promise<boolean>) | undefined;
}
