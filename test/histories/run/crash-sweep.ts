import { type Trigger, RESYNC, type Invocation, invocationOf, type Step } from '../generate/history.ts';
import { useDeterministicRandom } from './deterministic-random.ts';
import { actualRoutes } from '../oracle/expected-routes.ts';
import { HistoryRunner } from './history-runner.ts';
import type { Environment } from './environment.ts';
import { emptyStatistics, type Statistics } from '../explore/statistics.ts';

/** A change of the routes that the function is about to make. */
export interface CrashScenario<Change> {
  /** What happens before, runs of the function among it. */
  readonly before: readonly Step<Change>[];
  readonly trigger: Trigger;
  /** What becomes of what a dead process had begun, before it is there again. */
  readonly beforeRecovery?: readonly Change[];
  /** Without a crash too, something is left to the run that follows. */
  readonly takesTwoRuns?: boolean;
}

/** How things go on after a crash: the events come again, or only the schedule does. */
export type Recovery = 'redelivery' | 'resync';

const CRASH_MODES = (['before', 'after'] as const).flatMap((when) =>
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
interface FinalState {
  readonly routes: readonly string[];
  readonly extra: unknown;
}

interface CrashSweepResult {
  readonly calls: readonly string[];
  readonly crashes: number;
  readonly finalStates: { readonly at: string; readonly end: FinalState; readonly undisturbed: FinalState }[];
}

/**
 * Lets the function make the change once undisturbed, then kills it at each of its calls, before and after the call's effect, and
 * lets it recover by either way. Throws a Violation when a promise is broken on the way.
 *
 * @param choose which of these deaths it dies
 * @param extraState what else counts in the end, by recovery: what only events bring about, a resync need not
 */
export async function crashAtEveryCall<Change extends { readonly do: string }, S extends Environment<Change>>(
  open: (statistics: Statistics) => Promise<S>,
  { before, trigger, beforeRecovery = [], takesTwoRuns = false }: CrashScenario<Change>,
  choose: (deaths: readonly Death[]) => readonly Death[],
  extraState: (environment: S, recovery: Recovery) => unknown,
): Promise<CrashSweepResult> {
  const runOnce = async (injections: Invocation<Change>['injections'], recovery: Recovery) => {
    const statistics = emptyStatistics();
    using _ = useDeterministicRandom();
    await using environment = await open(statistics);
    const runner = new HistoryRunner(environment, statistics);
    for (const step of before) await runner.applyStep(step);
    const proc = environment.processOf(0);
    const since = proc.calls.length;
    await runner.invoke({ triggers: [trigger], interleaving: 0, injections });
    const calls = proc.calls.slice(since);
    if (injections.length > 0 || takesTwoRuns) {
      for (const change of beforeRecovery) await runner.applyStep(change);
      await runner.invoke(invocationOf(recovery === 'redelivery' ? trigger : RESYNC));
    }
    const end: FinalState = {
      routes: actualRoutes(environment.groundTruth()),
      extra: extraState(environment, recovery),
    };
    // Whoever ends as if nothing had happened has the same future.
    if (injections.length === 0) await runner.checkConvergence();
    return { calls, crashes: statistics.crashes, end };
  };
  const undisturbed = { redelivery: await runOnce([], 'redelivery'), resync: await runOnce([], 'resync') };
  const { calls } = undisturbed.redelivery;
  const finalStates: CrashSweepResult['finalStates'] = [];
  let crashes = 0;
  const deaths = [...calls.keys()].flatMap((at) => CRASH_MODES.map((way) => ({ at, ...way })));
  for (const { at, when, recovery } of choose(deaths)) {
    const played = await runOnce([{ at, do: 'crash', when }], recovery);
    crashes += played.crashes;
    const name = `${when} call ${at} (${calls[at]}), then ${recovery}`;
    finalStates.push({ at: name, end: played.end, undisturbed: undisturbed[recovery].end });
  }
  return { calls, crashes, finalStates };
}

/** How often each action was called. */
export const countByAction = (actions: readonly string[]) =>
  Object.fromEntries([...Map.groupBy(actions, (action) => action)].map(([action, all]) => [action, all.length]));
