/** One line of the benchmark: what was measured, against which target. */
export interface Row {
  readonly id: string;
  readonly what: string;
  /** What others, or the untouched default, take; measured in the same run where `how` says so. */
  readonly elsewhere: string;
  readonly target: string;
  readonly measured: string;
  /** Ours divided by the baseline of the same run; below 1 is better. */
  readonly ratio?: number;
  readonly isMet: boolean;
  /** How it was measured, or why the target is missed and what the floor is. */
  readonly how: string;
}
