import { CloudError } from '../../../shared/reconcile/cloud/cloud-error.ts';
import { UnfinishedError } from '../../../shared/reconcile/report/unfinished.ts';
import { useDeterministicRandom } from './deterministic-random.ts';
import { runInterleaved } from './interleave.ts';
import { type CommonChange, isCommon } from '../generate/common-change.ts';
import {
  type FaultName,
  type History,
  type Trigger,
  RESYNC,
  type Invocation,
  invocationOf,
  type Step,
} from '../generate/history.ts';
import { actualRoutes, expectedRoutes } from '../oracle/expected-routes.ts';
import { checkableEffects, assertAcknowledged, returnedInstances } from '../oracle/acknowledged-events.ts';
import type { GroundTruth } from '../oracle/ground-truth.ts';
import { assertAllTold, assertFreed, assertNoneShared } from '../oracle/free-ranges.ts';
import { withAllocations } from '../oracle/reservations.ts';
import { LaunchChecker } from '../oracle/launches.ts';
import { SuccessorChecker } from '../oracle/successors.ts';
import { SECRET } from '../generate/secret.ts';
import type { EventMeaning } from './event-queue.ts';
import type { InvocationResult, Environment } from './environment.ts';
import type { Statistics } from '../explore/statistics.ts';
import type { ApiCall, SimulatedProcess } from './call-scheduler.ts';
import { Violation } from '../oracle/violation.ts';
import { InvariantChecker } from '../oracle/invariant-checker.ts';

/** What a function may throw: what a cloud answered, or that it was killed. Everything else is a bug in it. */
function isExpected(error: unknown, proc: SimulatedProcess): boolean {
  return error instanceof CloudError || error instanceof UnfinishedError || proc.isKilled;
}

/** Plays histories on a stage and holds the functions to what was promised, at each step. */
export class HistoryRunner<Change extends { readonly do: string }> {
  readonly #environment: Environment<Change>;
  readonly #statistics: Statistics;
  readonly #checker: InvariantChecker;
  readonly #successors = new SuccessorChecker();
  readonly #launches: LaunchChecker;
  /** The calls of this run that were answered with an old state. */
  #staleReads: string[] = [];
  #mayTell = true;

  constructor(stage: Environment<Change>, tally: Statistics) {
    this.#environment = stage;
    this.#statistics = tally;
    this.#launches = new LaunchChecker(stage.launchTime);
    this.#checker = new InvariantChecker(() => stage.groundTruth(), tally);
  }

  /** Plays all steps, and then sees to it that one resync puts everything right. */
  async runHistory<Setup>({ steps }: History<Setup, Change>): Promise<void> {
    using _ = useDeterministicRandom();
    for (const applyStep of steps) await this.applyStep(applyStep);
    await this.checkConvergence();
    this.#statistics.histories += 1;
  }

  async applyStep(applyStep: Step<Change>): Promise<void> {
    if (isRun(applyStep)) await this.invoke(applyStep);
    else this.#applyChange(applyStep);
  }

  #applyChange(change: Change | CommonChange): void {
    const { eventQueue, scheduler } = this.#environment;
    if (!isCommon(change)) this.#environment.applyChange(change);
    else if (change.do === 'restart') this.#environment.terminateProcess(change.slot);
    else if (change.do === 'lose') eventQueue.dropAllBut(change.keep);
    else if (change.do === 'toggle right to tell') this.#mayTell = !this.#mayTell;
    else scheduler.clock.advance(change.minutes * 60_000);
    // A second passes with everything that happens.
    scheduler.clock.advance(1000);
    this.#checker.onExternalChange();
    const truth = this.#environment.groundTruth();
    this.#successors.onChange(truth);
    this.#launches.onChange(truth, scheduler.clock.now());
    this.#statistics.changes += 1;
  }

  /** Invokes one function, or two at once, with what disturbs them. */
  async invoke(invoke: Omit<Invocation<Change>, 'do'>): Promise<InvocationResult[]> {
    const invoked = invoke.triggers.map((trigger, slot) => ({
      slot,
      payload: trigger,
      proc: this.#environment.processOf(slot),
    }));
    for (const { proc } of invoked) this.#checker.onInvocationStart(proc);
    const before = this.#environment.groundTruth();
    this.#staleReads = [];
    this.#statistics.runs += invoked.length;
    if (invoked.length > 1) this.#statistics.pairs += 1;
    const invocations = new Map(
      invoked.map(({ slot, payload: trigger, proc }) => [proc, () => this.#environment.invoke(slot, trigger)]),
    );
    const { scheduler, latency } = this.#environment;
    const outcomes = await runInterleaved(scheduler, invocations, { ...invoke, latency }, this.#observer);
    this.#statistics.staleReads += this.#staleReads.length;
    for (const { slot, payload: trigger, proc } of invoked) {
      const outcome = outcomes.get(proc);
      if (proc.isKilled) this.#environment.terminateProcess(slot);
      if (outcome !== undefined) this.#checkOutcome(invoke, trigger, proc, outcome);
    }
    this.#checkSuccessors(invoke, before, [...outcomes.values()]);
    this.#checkLaunches(invoke, [...outcomes.values()]);
    return [...outcomes.values()];
  }

  #checkSuccessors(
    invoke: Omit<Invocation<Change>, 'do'>,
    before: GroundTruth,
    [outcome]: readonly InvocationResult[],
  ): void {
    if (this.#staleReads.length > 0) this.#successors.onStaleRead();
    const truth = this.#environment.groundTruth();
    const now = this.#environment.scheduler.clock.now();
    const isChecked = this.#checkableEffects(invoke) === 'all';
    if (!isChecked || outcome === undefined) return this.#successors.onChange(truth);
    // Of a launch that promises nothing, nobody was seen to wait.
    const isSeen = ({ instance, state }: EventMeaning) =>
      state !== 'running' || !this.#launches.isExcused(truth, instance, now);
    const acknowledged = outcome.acknowledged.filter(isSeen);
    this.#successors.onAcknowledged(before, { acknowledged }, this.#environment);
  }

  #checkLaunches(invoke: Omit<Invocation<Change>, 'do'>, outcomes: readonly InvocationResult[]): void {
    const isUndisturbed = this.#checkableEffects(invoke) === 'all';
    const acknowledged = outcomes.flatMap((outcome) => outcome.acknowledged);
    const now = this.#environment.scheduler.clock.now();
    const returned = returnedInstances(
      outcomes.flatMap((outcome) => outcome.delivered),
      acknowledged,
    );
    const truth = this.#environment.groundTruth();
    this.#launches.onAcknowledged(truth, acknowledged, returned, now, isUndisturbed);
    if (isUndisturbed && outcomes.some(({ report }) => report !== undefined)) this.#launches.onResync();
  }

  #checkOutcome(
    invoke: Omit<Invocation<Change>, 'do'>,
    trigger: Trigger,
    proc: SimulatedProcess,
    { failure, delivered, acknowledged }: InvocationResult,
  ): void {
    if (failure !== undefined && !isExpected(failure, proc)) {
      throw new Violation(
        'fail in known ways only',
        failure instanceof Error ? (failure.stack ?? failure.message) : JSON.stringify(failure),
      );
    }
    const isForced = trigger.of === 'resync' && trigger.force;
    if (!isForced) this.#checker.onInvocationEnd(proc, delivered);
    const of = this.#checkableEffects(invoke);
    if (of === 'none') return;
    const truth = this.#environment.groundTruth();
    const now = this.#environment.scheduler.clock.now();
    assertAcknowledged({ delivered, acknowledged }, of, truth, (id) => this.#launches.isExcused(truth, id, now));
  }

  #checkableEffects(invoke: Omit<Invocation<Change>, 'do'>): 'all' | 'deletions' | 'none' {
    return this.#mayTell ? checkableEffects(invoke, this.#staleReads, this.#environment) : 'none';
  }

  /** Everything calms down. Then one resync makes the tables what they should be, and the next has nothing to do. */
  async checkConvergence(): Promise<void> {
    this.#environment.settle();
    this.#mayTell = true;
    this.#checker.onExternalChange();
    const before = this.#environment.groundTruth();
    await this.#resync();
    const after = this.#environment.groundTruth();
    assertFreed(after);
    assertAllTold(after);
    assertNoneShared(before, after);
    const expected = expectedRoutes(withAllocations(before, after));
    const actual = actualRoutes(after);
    assertSameRoutes('one resync makes the tables right', actual, expected);
    const [again] = await this.invoke(invocationOf({ of: 'resync', force: true }));
    if (again?.report === undefined || again.report.changes.length > 0) {
      throw new Violation('a second resync does nothing', JSON.stringify(again?.report?.changes));
    }
    assertSameRoutes('a second resync does nothing', actualRoutes(this.#environment.groundTruth()), actual);
    if (this.#environment.logOutput().includes(SECRET)) throw new Violation('log no user data', 'it is in the log');
  }

  async #resync(): Promise<void> {
    const [outcome] = await this.invoke(invocationOf(RESYNC));
    if (outcome?.report === undefined) throw new Violation('a resync that nothing disturbs succeeds', 'it did not');
    if (outcome.report.stopped === undefined) return;
    await this.invoke(invocationOf({ of: 'resync', force: true }));
  }

  readonly #observer = {
    applyChange: (applyChange: Change) => this.#applyChange(applyChange),
    beforeCall: (proc: SimulatedProcess, call: ApiCall, fault: FaultName | undefined, stale: boolean) => {
      const classification = this.#environment.classify(call);
      this.#checker.beforeCall(proc, classification);
      this.#statistics.apiCalls += 1;
      const due = classification.kind === 'tell' && !this.#mayTell ? 'refused' : fault;
      const failed = due !== undefined && this.#environment.injectFault(call, due);
      if (failed) this.#statistics.faults += 1;
      // What fails shows nothing, old or new.
      const isStale = stale && !failed && this.#environment.makeStale(call);
      if (isStale) this.#staleReads.push(call.action);
      const effects = this.#environment.trackEffects(call);
      return () => this.#checker.afterCall(proc, classification, isStale, effects());
    },
    onCrash: () => {
      this.#statistics.crashes += 1;
    },
  };
}

function isRun<Change extends { readonly do: string }>(step: Step<Change>): step is Invocation<Change> {
  return step.do === 'run';
}

function assertSameRoutes(rule: string, actual: readonly string[], expected: readonly string[]): void {
  const missing = expected.filter((each) => !actual.includes(each));
  const surplus = actual.filter((each) => !expected.includes(each));
  if (missing.length + surplus.length === 0 && actual.length === expected.length) return;
  throw new Violation(rule, `missing: ${missing.join('; ') || 'none'}. Too many: ${surplus.join('; ') || 'none'}`);
}
