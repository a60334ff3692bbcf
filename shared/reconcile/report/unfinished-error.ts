/** A reconcile that did all it could and still left something undone; names every failure. */
export class UnfinishedError extends Error {
  override readonly name = 'UnfinishedError';
  /** Whether trying again can help. */
  readonly retryable: boolean;

  constructor(failures: readonly string[], retryable: boolean) {
    super(`${failures.length} left undone: ${failures.join('; ')}`);
    this.retryable = retryable;
  }
}
