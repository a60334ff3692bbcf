import { ApiError, type AuditEntry } from '../../../infra/local/gcp.ts';
import type { FaultName, Trigger } from '../generate/history.ts';
import { EventQueue } from '../run/event-queue.ts';
import type { RouteEffect } from '../oracle/call-classification.ts';
import { FunctionSlots } from '../run/function-slots.ts';
import { LATENCY, type InvocationResult, type Environment } from '../run/environment.ts';
import type { Statistics } from '../explore/statistics.ts';
import type { GroundTruth } from '../oracle/ground-truth.ts';
import { type ApiCall, type SimulatedProcess, CallScheduler } from '../run/call-scheduler.ts';
import { classifyCall, injectFault } from './function/api-calls.ts';
import { applyChange } from './cloud/changes.ts';
import { RouteEditTracker } from './cloud/effects.ts';
import { GcpFunction } from './function/function.ts';
import type { GcpChange, GcpSetup } from './history.ts';
import { maskSizes } from '../generate/mask-sizes.ts';
import type { SharedServer } from './cloud/shared-server.ts';
import { invokeResync, invokeWithEvents } from './function/invoke.ts';
import { toQueuedEvents } from './function/events.ts';
import { openGcpFixture, type GcpFixture } from './cloud/fixture.ts';
import { groundTruthOf } from './cloud/ground-truth.ts';

/** Milliseconds that a reconcile has where functions are hurried. */
const TIME_LIMIT = 6000;

/** GCP as the stage of a history. */
export class GcpEnvironment implements Environment<GcpChange> {
  readonly fixture: GcpFixture;
  readonly scheduler: CallScheduler;
  readonly eventQueue: EventQueue<AuditEntry>;
  readonly #functions: FunctionSlots<GcpFunction>;
  readonly #tracker = new RouteEditTracker();
  readonly #maskSizes: GroundTruth['maskSizes'];
  readonly #logLines: string[] = [];
  #isTimeLimited: boolean;
  #isSettled = false;

  constructor({ server, clients, transport, config }: SharedServer, setup: GcpSetup, tally: Statistics) {
    this.fixture = openGcpFixture(server, setup);
    const { gce, clock } = this.fixture;
    this.scheduler = new CallScheduler(clock);
    this.eventQueue = new EventQueue(tally);
    this.#isTimeLimited = setup.isTimeLimited;
    this.#maskSizes = maskSizes(setup);
    const options = {
      config: { ...config, cluster: { ...config.cluster, nodeMaskSizes: this.#maskSizes } },
      clients,
      transport,
      retries: setup.retries,
      scheduler: this.scheduler,
      timeLimit: () => (this.#isTimeLimited ? TIME_LIMIT : undefined),
      write: (line: string) => void this.#logLines.push(line),
    };
    this.#functions = new FunctionSlots(() => new GcpFunction(options));
    gce.onEvent((entry) => this.#tracker.onAuditEntry(entry));
    gce.onEvent((entry) => this.eventQueue.add(...toQueuedEvents(entry)));
  }

  get latency(): number {
    return this.#isTimeLimited ? LATENCY : 0;
  }

  groundTruth(): GroundTruth {
    return groundTruthOf(this.fixture.gce.backend, this.#maskSizes);
  }

  applyChange(change: GcpChange): void {
    try {
      applyChange(this.fixture, this.groundTruth(), change);
    } catch (error) {
      // What the service refuses, as while another operation is under way, does not happen.
      if (!(error instanceof ApiError)) throw error;
    }
    if (change.do === 'group vanishes') this.eventQueue.dropAllBut(0);
  }

  processOf(slot: number): SimulatedProcess {
    return this.#functions.at(slot).proc;
  }

  terminateProcess(slot: number): void {
    this.#functions.at(slot).terminate();
  }

  invoke(slot: number, trigger: Trigger): Promise<InvocationResult> {
    const target = this.#functions.at(slot);
    if (trigger.of === 'resync') return invokeResync(target, trigger.force);
    return invokeWithEvents(target, this.eventQueue.receive(trigger), (back) => this.eventQueue.add(...back));
  }

  classify(call: ApiCall) {
    return classifyCall(call, this.fixture.gce);
  }

  injectFault(call: ApiCall, name: FaultName): boolean {
    return !this.#isSettled && injectFault(this.fixture.gce, call, name);
  }

  makeStale({ action }: ApiCall): boolean {
    if (this.#isSettled || !/List$|\.list$|\.get$/.test(action)) return false;
    this.fixture.gce.staleReads(action);
    return true;
  }

  trackEffects(call: ApiCall): () => RouteEffect[] {
    return this.#tracker.track(call, this.groundTruth());
  }

  settle(): void {
    const { gce } = this.fixture;
    this.#isSettled = true;
    this.#isTimeLimited = false;
    gce.faults.clear();
    gce.operations.clear();
    gce.unreachableZones.clear();
    gce.settle();
  }

  canObserveAll(): boolean {
    return this.fixture.gce.unreachableZones.size === 0;
  }

  logOutput(): string {
    return this.#logLines.join('');
  }
  /** All belongs to the host, which stays. */
  async [Symbol.asyncDispose](): Promise<void> {}
}
