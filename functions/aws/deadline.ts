import * as z from 'zod/mini';

const LambdaContext = z.object({
  getRemainingTimeInMillis: z.custom<() => unknown>((value) => typeof value === 'function'),
});

/** Milliseconds kept free after the last write: for calls under way, lifecycle hooks and outcomes. */
const RESERVED_TIME = 10_000;

/** Milliseconds of those in which nothing is under way any more: for the response. */
const RESPONSE_TIME = 1000;

/** Milliseconds for one look at the network, however little remains. */
const MIN_TIME = 1000;

function remainingTime(context: unknown): number | undefined {
  const parsed = LambdaContext.safeParse(context);
  if (!parsed.success) return undefined;
  const remaining = parsed.data.getRemainingTimeInMillis.call(context);
  return typeof remaining === 'number' ? remaining : undefined;
}

/**
 * Milliseconds that an invocation may read and write, from the time that Lambda says remains; undefined without a context. An
 * invocation that stops in time hands messages back to the queue; one that Lambda kills loses the process and its caches.
 */
export function timeBudget(context: unknown): number | undefined {
  const remaining = remainingTime(context);
  return remaining === undefined ? undefined : Math.max(remaining - RESERVED_TIME, remaining / 2, 0);
}

/** Milliseconds until also reads, hooks and outcomes have to end. */
export function followUpBudget(context: unknown): number | undefined {
  const remaining = remainingTime(context);
  return remaining === undefined ? undefined : Math.max(remaining - RESPONSE_TIME, (remaining * 3) / 4, MIN_TIME);
}
