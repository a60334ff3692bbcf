import { type Payload, RESYNC, type Run, runOf, type Step } from './history.ts';
import { sameChance } from './chance.ts';
import { actualRoutes } from './oracle.ts';
import { Player } from './play.ts';
import type { Stage } from './stage.ts';
import { emptyTally, type Tally } from './tally.ts';

/** A change of the routes that the function is about to make. */
export interface Situation<Change> {
  /** What happens before, runs of the function among it. */
  readonly before: readonly Step<Change>[];
  readonly payload: Payload;
  /** What becomes of what a dead process had begun, before it is there again. */
  readonly meanwhile?: readonly Change[];
}

/** How things go on after a crash: the events come again, or only the schedule does. */
export type Recovery = 'redelivery' | 'resync';

const WAYS = (['before', 'after'] as const).flatMap((when) =>
  (['redelivery', 'resync'] as const).map((recovery) => ({ when, recovery })),
);

/** A moment at which the function is killed, and what happens then. */
interface Death {
  /** Which of its calls. */
  readonly at: number;
  readonly when: 'before' | 'after';
  readonly recovery: Recovery;
}

/** What can be held against an end: the routes, and what else the cloud says of it. */
interface End {
  readonly routes: readonly string[];
  readonly more: unknown;
}

interface Told {
  readonly calls: readonly string[];
  readonly crashes: number;
  readonly ends: { readonly at: string; readonly end: End; readonly undisturbed: End }[];
}

/**
 * Lets the function make the change once undisturbed, then kills it at each of its calls, before and after the call's effect, and
 * lets it recover by either way. Throws a Violation when a promise is broken on the way.
 *
 * @param choose which of these deaths it dies
 * @param more what else counts in the end, by recovery: what only events bring about, a resync need not
 */
export async function crashEverywhere<Change extends { readonly do: string }, S extends Stage<Change>>(
  open: (tally: Tally) => Promise<S>,
  { before, payload, meanwhile = [] }: Situation<Change>,
  choose: (deaths: readonly Death[]) => readonly Death[],
  more: (stage: S, recovery: Recovery) => unknown,
): Promise<Told> {
  const play = async (disturbances: Run<Change>['disturbances'], recovery: Recovery) => {
    const tally = emptyTally();
    using _ = sameChance();
    await using stage = await open(tally);
    const player = new Player(stage, tally);
    for (const step of before) await player.step(step);
    const life = stage.life(0);
    const since = life.calls.length;
    await player.run({ payloads: [payload], order: 0, disturbances });
    const calls = life.calls.slice(since);
    if (disturbances.length > 0) {
      for (const change of meanwhile) await player.step(change);
      await player.run(runOf(recovery === 'redelivery' ? payload : RESYNC));
    }
    const end: End = { routes: actualRoutes(stage.truth()), more: more(stage, recovery) };
    // Whoever ends as if nothing had happened has the same future.
    if (disturbances.length === 0) await player.end();
    return { calls, crashes: tally.crashes, end };
  };
  const undisturbed = { redelivery: await play([], 'redelivery'), resync: await play([], 'resync') };
  const { calls } = undisturbed.redelivery;
  const ends: Told['ends'] = [];
  let crashes = 0;
  const deaths = [...calls.keys()].flatMap((at) => WAYS.map((way) => ({ at, ...way })));
  for (const { at, when, recovery } of choose(deaths)) {
    const played = await play([{ at, do: 'crash', when }], recovery);
    crashes += played.crashes;
    const name = `${when} call ${at} (${calls[at]}), then ${recovery}`;
    ends.push({ at: name, end: played.end, undisturbed: undisturbed[recovery].end });
  }
  return { calls, crashes, ends };
}

/** How often each action was called. */
export const timesEach = (actions: readonly string[]) =>
  Object.fromEntries([...Map.groupBy(actions, (action) => action)].map(([action, all]) => [action, all.length]));
