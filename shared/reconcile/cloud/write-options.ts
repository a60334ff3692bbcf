/** What a write has to heed. It may have to wait for its turn, and much can happen meanwhile. */
export interface WriteOptions {
  /** Once aborted, what was not sent is not sent any more: CloudError `interrupted`. */
  readonly signal?: AbortSignal | undefined;
  /** Asked each time right before it is sent, with nothing left to wait for. False: it is not sent, and that is no error. */
  readonly precondition?: () => Promise<boolean>;
}

/** Sends a write unless its permit says no at the last moment. */
export async function ifPreconditionHolds<Result>(
  options: WriteOptions,
  send: () => Promise<Result>,
): Promise<Result | undefined> {
  return (await options.precondition?.()) === false ? undefined : send();
}
