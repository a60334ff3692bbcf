import type { Hint } from './model.ts';
import type { Report, ReportedChange } from './report.ts';

export interface Request {
  /** What events named. Without any it is a resync. */
  readonly hints?: readonly Hint[];
  /** A resync that also believes the hints. */
  readonly everything?: boolean;
  readonly dryRun?: boolean;
  /** Carries out even a plan that deletes most routes. */
  readonly force?: boolean;
  /** Once aborted, no further write is sent; the report says what is left. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Milliseconds that a look may spend on what costs a call for each instance. What is known by then is written while the
   * rest is read, and the network is looked at again. Without it nothing is written before all is known.
   */
  readonly patience?: number | undefined;
  readonly watch?: Watch;
}

/** Somebody who looks on. Neither method may throw. */
interface Watch {
  /** What is going to be done, as a plan would report it. A long run looks again, and may find less or more to do. */
  readonly planned?: (report: Report) => void;
  /** One change ended; undefined when it turned out to be needless or contested. */
  readonly ended?: (change: ReportedChange | undefined) => void;
}
