export interface Change {
  undo(): void;
  redo(): void;
}

/**
 * What the writes did to the state. It makes a write all or nothing, and it can show the state as it was before the
 * latest write: that is how a stale read is answered, at the price of the latest write and not of the whole state.
 */
export class Journal {
  #open: Change[] | undefined;
  #latest: readonly Change[] = [];
  readonly #listeners = new Set<() => void>();

  get writing(): boolean {
    return this.#open !== undefined;
  }

  record(change: Change): void {
    if (this.#open === undefined) throw new Error('the state changes only inside a write');
    this.#open.push(change);
  }

  /** Calls `listener` after every write that changed something. Returns the way to stop that. */
  onWrite(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Carries out `work` as one write; inside another write it is part of that one. Undone if it throws. */
  write<T>(work: () => T): T {
    if (this.#open !== undefined) return work();
    const { result, changes } = this.#attempt(work);
    if (changes.length === 0) return result;
    this.#latest = changes;
    for (const listener of this.#listeners) listener();
    return result;
  }

  #attempt<T>(work: () => T): { readonly result: T; readonly changes: readonly Change[] } {
    const changes: Change[] = [];
    this.#open = changes;
    try {
      return { result: work(), changes };
    } catch (error) {
      for (const change of changes.toReversed()) change.undo();
      throw error;
    } finally {
      this.#open = undefined;
    }
  }

  /** Runs `read` on the state as it was before the latest write that changed anything. */
  beforeLatest<T>(read: () => T): T {
    for (const change of this.#latest.toReversed()) change.undo();
    try {
      return read();
    } finally {
      for (const change of this.#latest) change.redo();
    }
  }
}
