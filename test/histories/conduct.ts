import { type Disturbance, mix } from './history.ts';
import type { ApiCall, Life, Turnstile } from './turnstile.ts';
import { Violation } from './violation.ts';

/** More calls than any run here can need. */
const MOST_CALLS = 600;

type At<Change, Kind> = Extract<Disturbance<Change>, { do: Kind }>;

/** Stands by while functions run. */
export interface Company<Change> {
  change(change: Change): void;
  /** The call goes out now, with a fault or as a stale read where that is planned. Answers whom to tell when it has ended. */
  before(life: Life, call: ApiCall, fault: At<Change, 'fault'>['fault'] | undefined, stale: boolean): () => void;
  crashed(life: Life): void;
}

export interface Script<Change> {
  readonly order: number;
  readonly disturbances: readonly Disturbance<Change>[];
  /** Milliseconds that a call takes. */
  readonly latency: number;
}

/** Lets time pass until a call waits to go out; none when all have ended. */
async function untilSomebodyWaits(turnstile: Turnstile, alive: ReadonlySet<Life>): Promise<Turnstile['waiting']> {
  for (;;) {
    await turnstile.quiet(alive);
    if (turnstile.waiting.length > 0 || alive.size === 0) return turnstile.waiting;
    turnstile.clock.jump();
  }
}

function find<Change, Kind extends Disturbance<Change>['do']>(
  due: readonly Disturbance<Change>[],
  kind: Kind,
): At<Change, Kind> | undefined {
  return due.find((each): each is At<Change, Kind> => each.do === kind);
}

/**
 * Runs functions at once, letting one API call through at a time and disturbing them as the script says. Resolves when all have
 * ended, with how. What the company throws ends it; a run itself throws nothing.
 */
export async function conduct<Change, Outcome>(
  turnstile: Turnstile,
  runs: ReadonlyMap<Life, () => Promise<Outcome>>,
  { order, disturbances, latency }: Script<Change>,
  company: Company<Change>,
): Promise<ReadonlyMap<Life, Outcome>> {
  const alive = new Set(runs.keys());
  const ends = [...runs].map(async ([life, run]) => {
    const outcome = await run();
    alive.delete(life);
    turnstile.nudge();
    return [life, outcome] as const;
  });
  for (let number = 0; ; number += 1) {
    const waiting = await untilSomebodyWaits(turnstile, alive);
    const due = disturbances.filter(({ at }) => at === number);
    const next = waiting[order === 0 ? 0 : mix(number, order) % Math.max(waiting.length, 1)];
    if (next === undefined) break;
    if (number > MOST_CALLS) throw new Violation('make no more calls than needed', `${number}: ${next.call.action}`);
    const { life, call } = next;
    for (const each of due) if (each.do === 'change') company.change(each.change);
    const crash = find(due, 'crash');
    if (crash?.when === 'before') {
      turnstile.kill(life);
      company.crashed(life);
      continue;
    }
    turnstile.take(next);
    life.calls.push(call.action);
    const stale = find(due, 'stale') !== undefined;
    const ended = company.before(life, call, find(due, 'fault')?.fault, stale);
    if (crash !== undefined) turnstile.kill(life);
    await next.pass();
    turnstile.clock.pass(latency);
    ended();
    if (crash !== undefined) company.crashed(life);
  }
  return new Map(await Promise.all(ends));
}
