import type { Hint } from '../model/hint.ts';

/** What to look at: `everything`, or just what the hints name and touch. Hints are believed either way. */
export interface ObserveOptions {
  readonly full: boolean;
  readonly hints: readonly Hint[];
  /** Milliseconds that may be spent on what costs a call for each instance; the rest stays unread. Without it, all is read. */
  readonly claimReadTimeout?: number | undefined;
  /** Once aborted, nothing more of that kind is read. */
  readonly signal?: AbortSignal | undefined;
}
