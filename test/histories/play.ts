import { CloudError, UnfinishedError } from '../../shared/reconcile/errors.ts';
import { sameChance } from './chance.ts';
import { conduct } from './conduct.ts';
import { type CommonChange, isCommon } from './common-change.ts';
import { type FaultName, type History, type Payload, RESYNC, type Run, runOf, type Step } from './history.ts';
import { actualRoutes, expectedRoutes } from './oracle.ts';
import { accountability, assertDone } from './promises.ts';
import { SECRET } from './secret.ts';
import type { Outcome, Stage } from './stage.ts';
import type { Tally } from './tally.ts';
import type { ApiCall, Life } from './turnstile.ts';
import { Violation } from './violation.ts';
import { Watch } from './watch.ts';

/** What a function may throw: what a cloud answered, or that it was killed. Everything else is a bug in it. */
function isExpected(error: unknown, life: Life): boolean {
  return error instanceof CloudError || error instanceof UnfinishedError || life.isOver;
}

/** Plays histories on a stage and holds the functions to what was promised, at each step. */
export class Player<Change extends { readonly do: string }> {
  readonly #stage: Stage<Change>;
  readonly #tally: Tally;
  readonly #watch: Watch;
  /** The calls of this run that were answered with an old state. */
  #staleReads: string[] = [];

  constructor(stage: Stage<Change>, tally: Tally) {
    this.#stage = stage;
    this.#tally = tally;
    this.#watch = new Watch(() => stage.truth(), tally);
  }

  /** Plays all steps, and then sees to it that one resync puts everything right. */
  async play<Setup>({ steps }: History<Setup, Change>): Promise<void> {
    using _ = sameChance();
    for (const step of steps) await this.step(step);
    await this.end();
    this.#tally.histories += 1;
  }

  async step(step: Step<Change>): Promise<void> {
    if (isRun(step)) await this.run(step);
    else this.#change(step);
  }

  #change(change: Change | CommonChange): void {
    const { mailbox, turnstile } = this.#stage;
    if (!isCommon(change)) this.#stage.change(change);
    else if (change.do === 'restart') this.#stage.lose(change.slot);
    else if (change.do === 'lose') mailbox.lose(change.keep);
    else turnstile.clock.pass(change.minutes * 60_000);
    // A second passes with everything that happens.
    turnstile.clock.pass(1000);
    this.#watch.worldChanged();
    this.#tally.changes += 1;
  }

  /** Invokes one function, or two at once, with what disturbs them. */
  async run(run: Omit<Run<Change>, 'do'>): Promise<Outcome[]> {
    const cast = run.payloads.map((payload, slot) => ({ slot, payload, life: this.#stage.life(slot) }));
    for (const { life } of cast) this.#watch.begin(life);
    this.#staleReads = [];
    this.#tally.runs += cast.length;
    if (cast.length > 1) this.#tally.pairs += 1;
    const plays = new Map(cast.map(({ slot, payload, life }) => [life, () => this.#stage.invoke(slot, payload)]));
    const { turnstile, latency } = this.#stage;
    const outcomes = await conduct(turnstile, plays, { ...run, latency }, this.#company);
    this.#tally.staleReads += this.#staleReads.length;
    for (const { slot, payload, life } of cast) {
      const outcome = outcomes.get(life);
      if (life.isOver) this.#stage.lose(slot);
      if (outcome !== undefined) this.#judge(run, payload, life, outcome);
    }
    return [...outcomes.values()];
  }

  #judge(run: Omit<Run<Change>, 'do'>, payload: Payload, life: Life, { failure, told, done }: Outcome): void {
    if (failure !== undefined && !isExpected(failure, life)) {
      throw new Violation(
        'fail in known ways only',
        failure instanceof Error ? (failure.stack ?? failure.message) : JSON.stringify(failure),
      );
    }
    const isForced = payload.of === 'resync' && payload.force;
    if (!isForced) this.#watch.ended(life, told);
    const of = accountability(run, this.#staleReads, this.#stage);
    if (of !== 'none') assertDone(done, of, this.#stage);
  }

  /** Everything calms down. Then one resync makes the tables what they should be, and the next has nothing to do. */
  async end(): Promise<void> {
    this.#stage.settle();
    this.#watch.worldChanged();
    const before = this.#stage.truth();
    const expected = expectedRoutes(before, (destination, staying) => this.#stage.canMake(destination, staying));
    await this.#resync();
    const actual = actualRoutes(this.#stage.truth());
    assertSame('one resync makes the tables right', actual, expected);
    const [again] = await this.run(runOf({ of: 'resync', force: true }));
    if (again?.report === undefined || again.report.changes.length > 0) {
      throw new Violation('a second resync does nothing', JSON.stringify(again?.report?.changes));
    }
    assertSame('a second resync does nothing', actualRoutes(this.#stage.truth()), actual);
    if (this.#stage.logged().includes(SECRET)) throw new Violation('log no user data', 'it is in the log');
  }

  async #resync(): Promise<void> {
    const [outcome] = await this.run(runOf(RESYNC));
    if (outcome?.report === undefined) throw new Violation('a resync that nothing disturbs succeeds', 'it did not');
    if (outcome.report.stopped === undefined) return;
    await this.run(runOf({ of: 'resync', force: true }));
  }

  readonly #company = {
    change: (change: Change) => this.#change(change),
    before: (life: Life, call: ApiCall, fault: FaultName | undefined, stale: boolean) => {
      const note = this.#stage.note(call);
      this.#watch.before(life, note);
      this.#tally.apiCalls += 1;
      const failed = fault !== undefined && this.#stage.fault(call, fault);
      if (failed) this.#tally.faults += 1;
      // What fails shows nothing, old or new.
      const isStale = stale && !failed && this.#stage.stale(call);
      if (isStale) this.#staleReads.push(call.action);
      const effects = this.#stage.follow(call);
      return () => this.#watch.after(life, note, isStale, effects());
    },
    crashed: () => {
      this.#tally.crashes += 1;
    },
  };
}

function isRun<Change extends { readonly do: string }>(step: Step<Change>): step is Run<Change> {
  return step.do === 'run';
}

function assertSame(rule: string, actual: readonly string[], expected: readonly string[]): void {
  const missing = expected.filter((each) => !actual.includes(each));
  const surplus = actual.filter((each) => !expected.includes(each));
  if (missing.length + surplus.length === 0 && actual.length === expected.length) return;
  throw new Violation(rule, `missing: ${missing.join('; ') || 'none'}. Too many: ${surplus.join('; ') || 'none'}`);
}
