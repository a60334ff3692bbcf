import { actions } from './actions/index.ts';

/**
 * Plans stale reads: EC2 is eventually consistent, and a read that follows a write may not show it. Planning
 * stale DescribeInstances before a launch makes the new instance invisible for that many reads.
 */
export class StaleReads {
  readonly #left = new Map<string, number>();

  /** The next `count` calls of `action` shall see the state before the latest write at the time of the call. */
  plan(action: string, count: number): void {
    if (actions.get(action)?.kind !== 'read') throw new Error(`${action} is no read action`);
    this.#left.set(action, count);
  }

  /** Whether this call of `action` is one of them. */
  take(action: string): boolean {
    const left = this.#left.get(action) ?? 0;
    if (left > 0) this.#left.set(action, left - 1);
    return left > 0;
  }
}
