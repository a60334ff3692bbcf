import type { Hint } from './model/hint.ts';
import type { Report, ReportedChange } from './report/report.ts';

export interface ReconcileRequest {
  /** What events named. Without any it is a resync. */
  readonly hints?: readonly Hint[];
  /** A resync that also believes the hints. */
  readonly full?: boolean;
  readonly dryRun?: boolean;
  /** Carries out even a plan that deletes most routes. */
  readonly force?: boolean;
  /** Once aborted, no further write is sent; the report says what is left. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Milliseconds that a look may spend on what costs a call for each instance. What is known by then is written while the
   * rest is read, and the network is looked at again. Without it nothing is written before all is known.
   */
  readonly claimReadTimeout?: number | undefined;
  readonly progress?: ProgressListener;
}

/** Somebody who looks on. Neither method may throw. */
interface ProgressListener {
  /** What is going to be done, as a plan would report it. A long run looks again, and may find less or more to do. */
  readonly onPlanned?: (report: Report) => void;
  /** One change ended; undefined when it turned out to be needless or contested. */
  readonly onChangeEnd?: (change: ReportedChange | undefined) => void;
}
