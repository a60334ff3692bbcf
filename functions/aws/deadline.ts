import * as z from 'zod/mini';

const LambdaContext = z.object({
  getRemainingTimeInMillis: z.custom<() => unknown>((value) => typeof value === 'function'),
});

/** What must be left when the writing ends: to finish what is under way, answer hooks, tell outcomes. Milliseconds. */
const RESERVED_TIME = 10_000;

/**
 * How long an invocation may read and write, by what Lambda says is left of its time; undefined where nobody says. What ends with
 * the time is handed back to the queue; what Lambda ends is lost with all that the process remembers.
 */
export function timeBudget(context: unknown): number | undefined {
  const parsed = LambdaContext.safeParse(context);
  if (!parsed.success) return undefined;
  // It may look at its own object.
  const { getRemainingTimeInMillis } = parsed.data;
  const remaining = getRemainingTimeInMillis.call(context);
  return typeof remaining === 'number' ? Math.max(remaining - RESERVED_TIME, remaining / 2, 0) : undefined;
}
