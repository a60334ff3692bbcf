/** Finds records by a key other than their id. The table keeps it up to date. */
export class SecondaryIndex<T extends { readonly id: string }> {
  readonly #keysOf: (record: T) => readonly (string | undefined)[];
  readonly #byKey = new Map<string, Map<string, T>>();

  constructor(keysOf: (record: T) => readonly (string | undefined)[]) {
    this.#keysOf = keysOf;
  }

  find(key: string): T[] {
    return [...(this.#byKey.get(key)?.values() ?? [])];
  }

  has(key: string): boolean {
    return this.#byKey.has(key);
  }

  count(key: string): number {
    return this.#byKey.get(key)?.size ?? 0;
  }

  /** For the table only: `from` was replaced by `to`. */
  swap(from: T | undefined, to: T | undefined): void {
    const stays = new Set(to === undefined ? [] : this.#keysOf(to));
    for (const key of from === undefined ? [] : this.#keysOf(from)) {
      if (key !== undefined && from !== undefined && !stays.has(key)) this.#drop(key, from.id);
    }
    for (const key of stays) {
      if (key !== undefined && to !== undefined) this.#bucket(key).set(to.id, to);
    }
  }

  #bucket(key: string): Map<string, T> {
    const bucket = this.#byKey.get(key) ?? new Map<string, T>();
    this.#byKey.set(key, bucket);
    return bucket;
  }

  #drop(key: string, id: string): void {
    const bucket = this.#byKey.get(key);
    bucket?.delete(id);
    if (bucket?.size === 0) this.#byKey.delete(key);
  }
}
