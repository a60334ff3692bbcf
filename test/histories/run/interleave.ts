import { type Injection, pseudoRandom } from '../generate/history.ts';
import type { ApiCall, SimulatedProcess, CallScheduler } from './call-scheduler.ts';
import { Violation } from '../oracle/violation.ts';

/**
 * More calls than any run here can need: hundreds of events, which double with each run that cannot do what they ask for, in batches
 * of ten, each of which looks anew.
 */
const MAX_CALLS = 10_000;

type InjectionOf<Change, Kind> = Extract<Injection<Change>, { do: Kind }>;

/** Stands by while functions run. */
export interface InvocationObserver<Change> {
  applyChange(applyChange: Change): void;
  /** The call goes out now, with a fault or as a stale read where that is planned. Answers whom to tell when it has ended. */
  beforeCall(
    life: SimulatedProcess,
    call: ApiCall,
    fault: InjectionOf<Change, 'fault'>['fault'] | undefined,
    stale: boolean,
  ): () => void;
  onCrash(life: SimulatedProcess): void;
}

export interface InjectionPlan<Change> {
  readonly interleaving: number;
  readonly injections: readonly Injection<Change>[];
  /** Milliseconds that a call takes. */
  readonly latency: number;
}

/** Lets time pass until a call waits to go out; none when all have ended. */
async function untilCallPending(
  scheduler: CallScheduler,
  alive: ReadonlySet<SimulatedProcess>,
): Promise<CallScheduler['pending']> {
  for (;;) {
    await scheduler.untilIdle(alive);
    if (scheduler.pending.length > 0 || alive.size === 0) return scheduler.pending;
    scheduler.clock.advanceToNext();
  }
}

function injectionOf<Change, Kind extends Injection<Change>['do']>(
  due: readonly Injection<Change>[],
  kind: Kind,
): InjectionOf<Change, Kind> | undefined {
  return due.find((each): each is InjectionOf<Change, Kind> => each.do === kind);
}

/**
 * Runs functions at once, letting one API call through at a time and disturbing them as the script says. Resolves when all have
 * ended, with how. What the company throws ends it; a run itself throws nothing.
 */
export async function runInterleaved<Change, Outcome>(
  scheduler: CallScheduler,
  invocations: ReadonlyMap<SimulatedProcess, () => Promise<Outcome>>,
  { interleaving, injections, latency }: InjectionPlan<Change>,
  observer: InvocationObserver<Change>,
): Promise<ReadonlyMap<SimulatedProcess, Outcome>> {
  const alive = new Set(invocations.keys());
  const ends = [...invocations].map(async ([proc, run]) => {
    const outcome = await run();
    alive.delete(proc);
    scheduler.notify();
    return [proc, outcome] as const;
  });
  for (let number = 0; ; number += 1) {
    const waiting = await untilCallPending(scheduler, alive);
    const due = injections.filter(({ at }) => at === number);
    const next = waiting[interleaving === 0 ? 0 : pseudoRandom(number, interleaving) % Math.max(waiting.length, 1)];
    if (next === undefined) break;
    if (number > MAX_CALLS) throw new Violation('make no more calls than needed', `${number}: ${next.call.action}`);
    const { proc, call } = next;
    for (const each of due) if (each.do === 'change') observer.applyChange(each.change);
    const crash = injectionOf(due, 'crash');
    if (crash?.when === 'before') {
      scheduler.kill(proc);
      observer.onCrash(proc);
      continue;
    }
    scheduler.dequeue(next);
    proc.calls.push(call.action);
    const stale = injectionOf(due, 'stale') !== undefined;
    const ended = observer.beforeCall(proc, call, injectionOf(due, 'fault')?.fault, stale);
    if (crash !== undefined) scheduler.kill(proc);
    const answer = await next.send();
    // An answer that comes after a deadline comes too late.
    scheduler.clock.advance(latency);
    ended();
    answer();
    if (crash !== undefined) observer.onCrash(proc);
  }
  return new Map(await Promise.all(ends));
}
