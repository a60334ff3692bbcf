import type { EventMeaning } from '../run/event-queue.ts';
import { actualRoutes, expectedRoutes } from './expected-routes.ts';
import { type GroundTruth, undisputedRanges } from './ground-truth.ts';
import { Violation } from './violation.ts';

/** Where the routes of a node differ from what they should be; undefined when they do not. */
export function routingMistake(truth: GroundTruth, id: string, expected: readonly string[]): string | undefined {
  const node = truth.instances.find((each) => each.id === id);
  const ranges = node === undefined ? [] : undisputedRanges(truth, node);
  const isOf = (route: string) => ranges.some((range) => route.includes(` ${range} `));
  // One more of the same is left from somebody who ended, to whom it is charged.
  const own = (routes: readonly string[]) => [...new Set(routes.filter(isOf))];
  const [wanted, actual] = [own(expected), own(actualRoutes(truth))];
  return wanted.join() === actual.join() ? undefined : `${id}: ${actual.join('; ')} instead of ${wanted.join('; ')}`;
}

interface Launch {
  readonly launchedAt: number;
  /** When the first of its events was taken as done. */
  readonly doneAt: number;
}

/**
 * The first event of a launch that is taken as done has the node's routes put right. The others, for a minute, promise nothing of
 * what was spoilt in between: that has an event of its own, which they may overtake, or it is the next resync's.
 */
export class LaunchChecker {
  readonly #window: number;
  readonly #launches = new Map<string, Launch>();
  readonly #spoilt = new Set<string>();
  /** Recently launched nodes whose routes were not as they should be when last looked at, or that asked for a range. */
  #wrong: ReadonlySet<string> = new Set();

  /** @param window milliseconds; 0 where each event has everything put right */
  constructor(window: number) {
    this.#window = window;
  }

  /** Somebody changed the world: what is wrong only now was spoilt by that. */
  onChange(truth: GroundTruth, now: number): void {
    const before = this.#wrong;
    this.#update(truth, now);
    for (const id of this.#wrong) if (!before.has(id)) this.#spoilt.add(id);
  }

  /** Whether the events of the node's launch promise nothing. */
  isExcused(truth: GroundTruth, id: string, now: number): boolean {
    return this.#spoilt.has(id) && this.#isRecent(truth, id, now);
  }

  /**
   * The functions took events as done. `isUndisturbed`: nothing was in the way of what they are for.
   *
   * @param returned ids of the instances of which events were handed back: these are mended when those come again
   */
  onAcknowledged(
    truth: GroundTruth,
    events: readonly EventMeaning[],
    returned: ReadonlySet<string>,
    now: number,
    isUndisturbed: boolean,
  ): void {
    for (const { instance, state } of events) {
      const node = truth.instances.find(({ id }) => id === instance);
      if (state !== 'running' || node === undefined || this.#isRecent(truth, instance, now)) continue;
      this.#launches.set(instance, { launchedAt: node.launchedAt, doneAt: now });
      this.#spoilt.delete(instance);
    }
    this.#update(truth, now);
    // Under faults, or beside another function with an old list, what is wrong afterwards was spoilt by that.
    if (!isUndisturbed) for (const id of this.#wrong) this.#spoilt.add(id);
    else this.#checkNews(truth, events, returned);
  }

  #checkNews(truth: GroundTruth, events: readonly EventMeaning[], returned: ReadonlySet<string>): void {
    if (events.some(({ state }) => state === 'edited')) this.#assertMended(truth, returned);
    for (const { instance, statement } of events) {
      const claim = truth.instances.find(({ id }) => id === instance)?.claim.text;
      if (statement !== undefined && statement === claim) this.#spoilt.delete(instance);
    }
  }

  /** A function that looks at everything came to its end. */
  onResync(): void {
    this.#spoilt.clear();
  }

  #assertMended(truth: GroundTruth, returned: ReadonlySet<string>): void {
    const expected = expectedRoutes(truth);
    for (const id of this.#spoilt) {
      if (returned.has(id)) continue;
      const mistake = routingMistake(truth, id, expected);
      if (mistake !== undefined) throw new Violation('an edit taken as done is mended', mistake);
    }
    for (const id of this.#spoilt) if (!returned.has(id)) this.#spoilt.delete(id);
  }

  #update(truth: GroundTruth, now: number): void {
    const recent = [...this.#launches.keys()].filter((id) => this.#isRecent(truth, id, now));
    const expected = recent.length === 0 ? [] : expectedRoutes(truth);
    const isAsking = (id: string) => truth.instances.find((node) => node.id === id)?.claim.isRequest === true;
    this.#wrong = new Set(recent.filter((id) => isAsking(id) || routingMistake(truth, id, expected) !== undefined));
  }

  #isRecent(truth: GroundTruth, id: string, now: number): boolean {
    const launch = this.#launches.get(id);
    const isSame = launch?.launchedAt === truth.instances.find((node) => node.id === id)?.launchedAt;
    return launch !== undefined && isSame && now - launch.doneAt < this.#window;
  }
}
