import type { FaultName, Payload } from './history.ts';
import type { News } from './mailbox.ts';
import type { Effect, Note } from './note.ts';
import type { TrueRoute, Truth } from './truth.ts';
import type { ApiCall, Life, Turnstile } from './turnstile.ts';

/** Milliseconds that a call takes where functions are hurried. */
export const LATENCY = 400;

/** As much of a report as is looked at here. */
export interface Summary {
  readonly changes: readonly object[];
  readonly stopped?: string | undefined;
  readonly partial?: readonly string[] | undefined;
}

/** How an invocation ended. */
export interface Outcome {
  /** What the function was told, and of that what it took as done. */
  readonly told: readonly News[];
  readonly done: readonly News[];
  /** What a resync reported that came to its end. */
  readonly report?: Summary;
  /** What it threw. */
  readonly failure?: unknown;
}

/** A local cloud with a cluster in it, and two functions that look after it. */
export interface Stage<Change> extends AsyncDisposable {
  readonly turnstile: Turnstile;
  /** Events on their way. */
  readonly mailbox: { lose(keep: number): void };
  /** Milliseconds that a call takes now. */
  readonly latency: number;
  truth(): Truth;
  /** Something happens in the world; nothing, where it makes no sense now. */
  change(change: Change): void;
  /** The life of function `slot`: a new one when the last was killed or has ended. */
  life(slot: number): Life;
  invoke(slot: number, payload: Payload): Promise<Outcome>;
  /** The process of function `slot` is gone, and all that it remembered. */
  lose(slot: number): void;
  note(call: ApiCall): Note;
  /** Plans what goes wrong with the call that is about to go out. Answers whether that is possible. */
  fault(call: ApiCall, fault: FaultName): boolean;
  stale(call: ApiCall): boolean;
  /** Looks before the call goes out; what is returned tells afterwards what it did to the routes. */
  follow(call: ApiCall): () => Effect[];
  /** Everything under way ends, and nothing goes wrong any more. */
  settle(): void;
  /** Whether all of the network can be seen. */
  isWhole(): boolean;
  /** Whether the cloud lets a route to `destination` be made beside the routes that stay. */
  canMake(destination: string, staying: ReadonlySet<TrueRoute>): boolean;
  /** Everything that the functions logged. */
  logged(): string;
}
