import { apply } from './apply.ts';
import type { ApplyContext } from './carry-out.ts';
import type { ChangeResult } from './change-result.ts';
import type { Cloud } from './cloud.ts';
import { Forwarder, type Forwarding } from './forwarding.ts';
import type { Instance, RouteChange } from './model.ts';
import type { Plan } from './plan.ts';
import type { Runtime } from './runtime.ts';
import { together } from './together.ts';

/**
 * A plan is carried out for so many milliseconds; then the network is looked at anew. Clouds let only a few writes a second
 * through, and a decision must not grow old while it waits: nodes end, and another function may have done a part.
 */
const ROUND = 15_000;

function placeOf(change: RouteChange): string {
  // Where a cloud allows several routes to one destination, they have names.
  const name = change.action === 'create' ? undefined : change.before.name;
  return `${change.table} ${change.destination} ${name ?? ''}`;
}

/** 2^32 by the golden ratio: multiples of it lie far apart, however near their factors are. */
const GOLDEN = 0x9e_37_79_b1;

/**
 * A list from another beginning at each moment. Two functions that carry out the same plan at the same time start in
 * different places, and each finds in its next look what the other has done.
 */
function beginningAt<Item>(now: number, items: readonly Item[]): Item[] {
  const at = (Math.imul(now, GOLDEN) >>> 0) % Math.max(items.length, 1);
  return [...items.slice(at), ...items.slice(0, at)];
}

type RunOptions = Pick<ApplyContext, 'signal' | 'onResult'>;

/** What a round had no time for. */
export interface Left {
  readonly changes: readonly RouteChange[];
  readonly forwarding: readonly Instance[];
}

/** Carries out plans, one after the other, of which each knows more than the one before. No place is tried twice. */
export class Run {
  readonly #cloud: Cloud;
  readonly #runtime: Runtime;
  readonly #options: RunOptions;
  readonly #tried = new Map<string, ChangeResult>();
  readonly #forwarder: Forwarder;

  constructor(cloud: Cloud, runtime: Runtime, options: RunOptions) {
    this.#cloud = cloud;
    this.#runtime = runtime;
    this.#options = options;
    this.#forwarder = new Forwarder(cloud);
  }

  /** How every change ended that was tried. */
  get results(): ChangeResult[] {
    return [...this.#tried.values()];
  }

  get forwarding(): Forwarding {
    return this.#forwarder.result;
  }

  /** Those of `changes` that were not tried yet. */
  untried(changes: readonly RouteChange[]): RouteChange[] {
    return changes.filter((change) => !this.#tried.has(placeOf(change)));
  }

  /** Carries out as much of `plan` as a round has time for. */
  async round(plan: Plan): Promise<Left> {
    const { signal } = this.#options;
    const now = this.#runtime.now();
    const shouldStop = () => signal?.aborted === true || this.#runtime.now() > now + ROUND;
    const changes = beginningAt(now, this.untried(plan.changes));
    // Two kinds of calls that count against two buckets: neither waits for the other.
    const [results, forwarding] = await together([
      apply(changes, { ...this.#options, cloud: this.#cloud, again: plan.again, shouldStop }),
      this.#forwarder.allow(plan.notForwarding, shouldStop, signal),
    ]);
    const left = results.filter(({ status }) => status === 'not-started').map(({ change }) => change);
    for (const result of results) {
      if (result.status !== 'not-started') this.#tried.set(placeOf(result.change), result);
    }
    return { changes: left, forwarding };
  }
}
