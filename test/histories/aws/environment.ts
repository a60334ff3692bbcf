import type { FaultName, Trigger } from '../generate/history.ts';
import { EventQueue } from '../run/event-queue.ts';
import type { RouteEffect } from '../oracle/call-classification.ts';
import { FunctionSlots } from '../run/function-slots.ts';
import { LatestTruth } from '../run/latest-truth.ts';
import { LATENCY, type InvocationResult, type Environment } from '../run/environment.ts';
import type { Statistics } from '../explore/statistics.ts';
import type { GroundTruth } from '../oracle/ground-truth.ts';
import { type ApiCall, type SimulatedProcess, CallScheduler } from '../run/call-scheduler.ts';
import { type AwsFixture, CLUSTER_TAG, openAwsFixture } from './cloud/fixture.ts';
import { faultFor, isRead, isRouteWrite, classifyCall } from './function/api-calls.ts';
import { applyChange } from './cloud/changes.ts';
import { effectsBetween } from './cloud/effects.ts';
import { AwsFunction } from './function/function.ts';
import type { AwsChange, AwsSetup } from './history.ts';
import { maskSettings, maskSizes } from '../generate/mask-sizes.ts';
import { invokeResync, invokeWithEvents } from './function/invoke.ts';
import { isRouteEdit, routeEditEvent, tagEvents, toQueuedEvent, unrelatedEvent } from './function/events.ts';
import { groundTruthOf } from './cloud/ground-truth.ts';

/** Milliseconds that Lambda says are left where functions are hurried. */
const REMAINING_MILLISECONDS = 12_000;

/** AWS as the stage of a history. */
export class AwsEnvironment implements Environment<AwsChange> {
  readonly fixture: AwsFixture;
  readonly scheduler: CallScheduler;
  readonly eventQueue: EventQueue<string>;
  readonly #functions: FunctionSlots<AwsFunction>;
  readonly #truth: LatestTruth;
  readonly #logLines: string[] = [];
  readonly #hasTrail: boolean;
  #isTimeLimited: boolean;
  #isSettled = false;

  private constructor(fixture: AwsFixture, setup: AwsSetup, tally: Statistics, settings: Record<string, string>) {
    const { ec2, autoScaling, bus, clock } = fixture;
    this.fixture = fixture;
    this.scheduler = new CallScheduler(clock);
    this.eventQueue = new EventQueue(tally);
    this.#isTimeLimited = setup.isTimeLimited;
    this.#hasTrail = setup.hasTrail;
    this.#truth = new LatestTruth(() =>
      groundTruthOf(ec2.backend.state, fixture.clusterTables, CLUSTER_TAG, maskSizes(setup)),
    );
    const options = {
      ec2,
      autoScaling,
      eventBridgeUrl: bus.url,
      retries: setup.retries,
      settings: { WRITE_POD_CIDR_TAG: `${setup.writesTags}`, ...maskSettings(setup), ...settings },
      scheduler: this.scheduler,
      write: (line: string) => void this.#logLines.push(line),
    };
    this.#functions = new FunctionSlots(() => new AwsFunction(options));
    ec2.onEvent((event) => this.eventQueue.add(toQueuedEvent(event)));
    ec2.onTagChange((event) => this.eventQueue.add(...tagEvents(event)));
    autoScaling.onEvent((event) => this.eventQueue.add(toQueuedEvent(event)));
  }

  static async open(
    setup: AwsSetup,
    statistics: Statistics,
    settings: Record<string, string> = {},
  ): Promise<AwsEnvironment> {
    return new AwsEnvironment(await openAwsFixture(setup), setup, statistics, settings);
  }

  readonly launchTime = 60_000;

  get latency(): number {
    return this.#isTimeLimited ? LATENCY : 0;
  }

  groundTruth(): GroundTruth {
    return this.#truth.get();
  }

  applyChange(change: AwsChange): void {
    if (change.do === 'unrelated event')
      return this.eventQueue.add(unrelatedEvent(change.what, this.scheduler.clock.now()));
    const before = this.groundTruth();
    applyChange(this.fixture, before, change);
    if (change.do === 'group vanishes') {
      this.fixture.ec2.settle();
      this.eventQueue.dropAllBut(0);
    }
    this.#truth.forget();
    // A trail records what people call; that of the functions is theirs, which they would leave alone.
    const isEdited = isRouteEdit(change) && effectsBetween(before, this.groundTruth()).length > 0;
    if (isEdited && this.#hasTrail) this.eventQueue.add(routeEditEvent(this.scheduler.clock.now()));
  }

  processOf(slot: number): SimulatedProcess {
    return this.#functions.at(slot).proc;
  }

  terminateProcess(slot: number): void {
    this.#functions.at(slot).terminate();
  }

  invoke(slot: number, trigger: Trigger): Promise<InvocationResult> {
    const target = this.#functions.at(slot);
    const remaining = this.#isTimeLimited ? REMAINING_MILLISECONDS : undefined;
    if (trigger.of === 'resync') return invokeResync(target, trigger.force, remaining);
    return invokeWithEvents(
      target,
      this.eventQueue.receive(trigger),
      (back) => this.eventQueue.add(...back),
      remaining,
    );
  }

  classify(call: ApiCall) {
    return classifyCall(call);
  }

  injectFault(call: ApiCall, name: FaultName): boolean {
    const { ec2, autoScaling } = this.fixture;
    const fault = faultFor(call, name);
    if (fault === undefined || this.#isSettled) return false;
    (call.action === 'CompleteLifecycleAction' ? autoScaling : ec2).faults.failNext(call.action, fault);
    return true;
  }

  makeStale({ action }: ApiCall): boolean {
    if (!/^Describe(RouteTables|Instances)$/.test(action) || this.#isSettled) return false;
    this.fixture.ec2.staleReads(action, 1);
    return true;
  }

  trackEffects(call: ApiCall): () => RouteEffect[] {
    if (isRead(call)) return () => [];
    const before = this.groundTruth();
    return () => {
      this.#truth.forget();
      return isRouteWrite(call) ? effectsBetween(before, this.groundTruth()) : [];
    };
  }

  settle(): void {
    this.#isSettled = true;
    this.#isTimeLimited = false;
    this.fixture.autoScaling.faults.clear();
    this.fixture.ec2.faults.clear();
    this.fixture.ec2.settle();
    this.#truth.forget();
  }

  canObserveAll(): boolean {
    return true;
  }

  logOutput(): string {
    return this.#logLines.join('');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.fixture[Symbol.asyncDispose]();
  }
}
