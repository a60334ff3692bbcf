import type { FinalNetwork } from './model/final-network.ts';
import type { Hint } from './model/hint.ts';
import type { Limiter } from './plan/limit-plan.ts';
import type { Report, ReportedChange } from './report/report.ts';

export interface ReconcileRequest {
  /** What events named. Without any it is a resync. */
  readonly hints?: readonly Hint[];
  /** Observes everything, also with hints. */
  readonly full?: boolean;
  /** Observes and plans, and writes nothing: neither routes nor tags, outcomes or metrics. */
  readonly dryRun?: boolean;
  /** Applies even a plan that the mass deletion guard would stop. */
  readonly force?: boolean;
  /** Once aborted, no further write is sent; the report says what is left. */
  readonly signal?: AbortSignal | undefined;
  /** Aborted later, when also reads under way have to end, and what follows the reconcile. */
  readonly end?: AbortSignal | undefined;
  /**
   * Milliseconds that an observation may spend on reads that cost a call for each instance. What is known by then is
   * written, and the network is observed again. Without it nothing is written before everything was read.
   */
  readonly claimReadTimeout?: number | undefined;
  readonly progress?: ProgressListener;
  /** Called at the end of a run that needed one look only and may have written. */
  readonly onEnd?: (network: FinalNetwork) => void;
  /** Lets only some changes through. */
  readonly limiter?: Limiter | undefined;
  /** Asked with the plan before anything is written. */
  readonly approve?: ((planned: Report) => Promise<Verdict>) | undefined;
}

/** `look-again`: it took long to say yes, so that the network is observed once more. `stop`: nothing is written. */
export type Verdict = 'write' | 'look-again' | 'stop';

/** Neither method may throw. */
interface ProgressListener {
  /** The plan. A long run observes again, and may then change less or more. */
  readonly onPlanned?: (report: Report) => void;
  /** Undefined when the change turned out to be needless or a conflict. */
  readonly onChangeEnd?: (change: ReportedChange | undefined) => void;
}
