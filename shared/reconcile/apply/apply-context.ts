import type { Cloud } from '../cloud/cloud.ts';
import type { Plan } from '../plan/plan.ts';
import type { ChangeResult } from '../report/change-result.ts';

/** What the changes of a plan are carried out with. */
export interface ApplyContext {
  readonly cloud: Cloud;
  readonly again: Plan['replan'];
  /** Once aborted, nothing more is sent. */
  readonly signal?: AbortSignal | undefined;
  /** Once it answers true, no further change is begun; those under way are finished. */
  readonly shouldStop: () => boolean;
  /** Is told of each change as it ends. */
  readonly onResult?: ((result: ChangeResult) => void) | undefined;
}
