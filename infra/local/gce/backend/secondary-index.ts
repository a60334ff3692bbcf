/** Paths by a key: the routes of a network, the subnets of a network, the instances in a subnet. */
export class SecondaryIndex {
  readonly #groups = new Map<string, Set<string>>();

  add(key: string, path: string): void {
    const group = this.#groups.get(key) ?? new Set<string>();
    group.add(path);
    this.#groups.set(key, group);
  }

  delete(key: string, path: string): void {
    this.#groups.get(key)?.delete(path);
  }

  of(key: string): ReadonlySet<string> {
    return this.#groups.get(key) ?? new Set<string>();
  }
}
