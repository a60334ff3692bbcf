import { type BrokenConnection, ConnectionBroken } from './broken-connection.ts';

/** What a call is answered with instead of being carried out, or after it was. */
export interface Fault {
  readonly code: string;
  readonly message?: string;
  readonly status?: number;
  /**
   * `before` (the default): the call has no effect. `after`: it takes effect and the caller is told it failed,
   * as when an answer is lost on the way.
   */
  readonly when?: 'before' | 'after';
  /** The connection is closed instead of an answer: the caller only sees that there is none. */
  readonly dropConnection?: boolean;
  /** The same in other ways. */
  readonly connection?: BrokenConnection;
}

/** What a fault of the connection is thrown as; undefined for an answer that says no. */
export function connectionError({ connection, dropConnection = false }: Fault): ConnectionBroken | undefined {
  const broken = connection ?? (dropConnection ? 'closed' : undefined);
  return broken && new ConnectionBroken(broken);
}

interface Bucket {
  readonly burst: number;
  readonly refillPerSecond: number;
  tokens: number;
  filledAt: number;
}

/** Planned faults by action, and request token buckets. */
export class FaultInjector {
  #planned = new Map<string, Fault[]>();
  #permanent = new Map<string, Fault>();
  #buckets = new Map<string, Bucket>();
  readonly #now: () => number;

  /** @param now milliseconds; inject a fake one to make throttling deterministic */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** The next `times` calls of `action` get `fault`. Calls of it after that go through. */
  failNext(action: string, fault: Fault, times = 1): void {
    const queue = this.#planned.get(action) ?? [];
    queue.push(...Array.from({ length: times }, () => fault));
    this.#planned.set(action, queue);
  }

  /** Every call of `action` gets `fault` until it is healed, as when a permission is missing. */
  failAlways(action: string, fault: Fault): void {
    this.#permanent.set(action, fault);
  }

  /** Ends `failAlways`. */
  stopFailing(action: string): void {
    this.#permanent.delete(action);
  }

  /** Throttles `action` with a token bucket of `burst` requests, refilled at `refillPerSecond`. */
  throttle(action: string, burst: number, refillPerSecond: number): void {
    this.#buckets.set(action, { burst, refillPerSecond, tokens: burst, filledAt: this.#now() });
  }

  /** Whether every call of `action` fails now. */
  alwaysFails(action: string): boolean {
    return this.#permanent.has(action);
  }

  /** The fault for this call of `action`: a planned one, which is used up by asking, or the permanent one. */
  next(action: string): Fault | undefined {
    return this.#planned.get(action)?.shift() ?? this.#permanent.get(action);
  }

  /** Takes a token for `action`; false means the caller must be told to slow down. */
  admit(action: string): boolean {
    const bucket = this.#buckets.get(action);
    if (bucket === undefined) return true;
    const now = this.#now();
    const refill = ((now - bucket.filledAt) / 1000) * bucket.refillPerSecond;
    bucket.tokens = Math.min(bucket.burst, bucket.tokens + refill);
    bucket.filledAt = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  clear(): void {
    this.#planned.clear();
    this.#permanent.clear();
    this.#buckets.clear();
  }
}
