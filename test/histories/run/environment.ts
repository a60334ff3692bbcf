import type { FaultName, Trigger } from '../generate/history.ts';
import type { EventMeaning } from './event-queue.ts';
import type { RouteEffect, CallClassification } from '../oracle/call-classification.ts';
import type { GroundTruth } from '../oracle/ground-truth.ts';
import type { ApiCall, SimulatedProcess, CallScheduler } from './call-scheduler.ts';

/** Milliseconds that a call takes where functions are hurried. */
export const LATENCY = 400;

/** As much of a report as is looked at here. */
export interface ReportSummary {
  readonly changes: readonly object[];
  readonly stopped?: string | undefined;
  readonly partial?: readonly string[] | undefined;
}

/** How an invocation ended. */
export interface InvocationResult {
  /** What the function was told, and of that what it took as done. */
  readonly delivered: readonly EventMeaning[];
  readonly acknowledged: readonly EventMeaning[];
  /** What a resync reported that came to its end. */
  readonly report?: ReportSummary;
  /** What it threw. */
  readonly failure?: unknown;
}

/** A local cloud with a cluster in it, and two functions that look after it. */
export interface Environment<Change> extends AsyncDisposable {
  readonly scheduler: CallScheduler;
  /** Events on their way. */
  readonly eventQueue: { dropAllBut(keep: number): void };
  /** Milliseconds in which the further events of a launch need not be looked into. */
  readonly launchTime: number;
  /** Milliseconds that a call takes now. */
  readonly latency: number;
  groundTruth(): GroundTruth;
  /** Something happens in the world; nothing, where it makes no sense now. */
  applyChange(applyChange: Change): void;
  /** The life of function `slot`: a new one when the last was killed or has ended. */
  processOf(slot: number): SimulatedProcess;
  invoke(slot: number, payload: Trigger): Promise<InvocationResult>;
  /** The process of function `slot` is gone, and all that it remembered. */
  terminateProcess(slot: number): void;
  classify(call: ApiCall): CallClassification;
  /** Plans what goes wrong with the call that is about to go out. Answers whether that is possible. */
  injectFault(call: ApiCall, injectFault: FaultName): boolean;
  makeStale(call: ApiCall): boolean;
  /** Looks before the call goes out; what is returned tells afterwards what it did to the routes. */
  trackEffects(call: ApiCall): () => RouteEffect[];
  /** Everything under way ends, and nothing goes wrong any more. */
  settle(): void;
  /** Whether all of the network can be seen. */
  canObserveAll(): boolean;
  /** Everything that the functions logged. */
  logOutput(): string;
}
