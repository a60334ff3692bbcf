/** How often and how soon a call is tried again; tests wait less. */
export interface RetryPolicy {
  readonly maxRetries: number;
  /** Milliseconds before the first retry of what was not throttled; doubled each time, with jitter. */
  readonly initialBackoff: number;
}
