/** Things planned for the next few uses of a key, taken one at a time. */
export class Countdown<T> {
  readonly #planned = new Map<string, { value: T; left: number }[]>();

  add(key: string, value: T, times: number): void {
    const queue = this.#planned.get(key) ?? [];
    queue.push({ value, left: times });
    this.#planned.set(key, queue);
  }

  take(key: string): T | undefined {
    const queue = this.#planned.get(key);
    const next = queue?.[0];
    if (queue === undefined || next === undefined) return undefined;
    next.left -= 1;
    if (next.left <= 0) queue.shift();
    return next.value;
  }

  clear(): void {
    this.#planned.clear();
  }
}
