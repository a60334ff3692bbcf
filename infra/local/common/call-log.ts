export interface Call {
  readonly action: string;
  /** The error code the call was answered with; absent when it succeeded. */
  readonly error?: string;
}

/** Every API call a local cloud was sent, in order: what "at most four calls" is counted from. */
export class CallLog {
  #calls: Call[] = [];

  record(call: Call): void {
    this.#calls.push(call);
  }

  get all(): readonly Call[] {
    return this.#calls;
  }

  /** How many calls there were, of one action or of all. */
  count(action?: string): number {
    return action === undefined ? this.#calls.length : this.#calls.filter((call) => call.action === action).length;
  }

  reset(): void {
    this.#calls = [];
  }
}
