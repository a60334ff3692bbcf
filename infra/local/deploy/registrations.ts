/** Entries of a deployment in what the account shows, which go when the deployment is removed. */
export class Registrations {
  readonly #removals: (() => void)[] = [];

  set<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
    map.set(key, value);
    this.onRemoval(() => void map.delete(key));
  }

  onRemoval(remove: () => void): void {
    this.#removals.push(remove);
  }

  removeAll(): void {
    for (const remove of this.#removals.splice(0).toReversed()) remove();
  }
}
