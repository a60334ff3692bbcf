/** The cluster that a command was about when it failed. */
export interface ErrorContext {
  readonly cluster: string;
  /** `region us-east-1`, `project my-project`. */
  readonly location: string;
}

/** A failure as people are told of it: one sentence that says what failed and on what, and one that says how to mend it. */
export interface ErrorHelp {
  readonly problem: string;
  readonly remediation: string;
}
