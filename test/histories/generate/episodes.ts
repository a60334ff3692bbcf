import fc from 'fast-check';
import type { CommonChange } from './common-change.ts';
import { anyInjection, anyNode, type Request, requestOf } from './generators.ts';
import { ALL_EVENTS, invocationOf, type Invocation, RESYNC, type Step } from './history.ts';

export const SETTLE = { do: 'settle' } as const;

/** A node stops and runs again. */
export const stopAndStart = (node: number) => [{ do: 'stop', node }, SETTLE, { do: 'start', node }, SETTLE] as const;

/** A process that starts anew; the other kind of news comes between. */
const RESTART = { do: 'restart', slot: 0 } as const;
const ALL_NEWS = invocationOf(ALL_EVENTS);

/**
 * A rolling replacement: a node boots that claims what another has, other things happen, each told to a new process or the old
 * one; then the predecessor ends.
 */
export function rollingReplacement<Change>(
  boot: (says: number) => Change,
  end: (destination: number) => Change,
  between: fc.Arbitrary<Change>,
): fc.Arbitrary<Step<Change | typeof SETTLE>[]> {
  const restarts = fc.array(fc.constant(RESTART), { maxLength: 1 });
  const interlude = fc.tuple(between, restarts).map(([change, restart]) => [change, SETTLE, ...restart, ALL_NEWS]);
  return fc
    .tuple(fc.nat(3), fc.array(interlude, { maxLength: 4 }), restarts, fc.boolean())
    .map(([says, interludes, restart, isToldLate]) => {
      const booted = [boot(says), SETTLE, ALL_NEWS];
      const ended = [end(says), ...(isToldLate ? [SETTLE] : []), ...restart, ALL_NEWS];
      return [...booted, ...booted, ...interludes.flat(), ...ended];
    });
}

const anyOrder = fc.record({
  of: fc.constant('events' as const),
  postponed: fc.nat(2),
  shuffle: fc.nat(50),
  duplicated: fc.boolean(),
});

/**
 * A warm process is told of one launch or end step by step, while other things happen: in any order, some of it late or twice, some of
 * it to another function beside.
 */
export function stepByStep<Change>(
  begin: fc.Arbitrary<Change>,
  between: fc.Arbitrary<Change | CommonChange>,
): fc.Arbitrary<Step<Change | typeof SETTLE>[]> {
  const told = fc.tuple(anyOrder, fc.boolean()).map(([order, isBeside]): Invocation<never> => {
    return { ...ALL_NEWS, triggers: isBeside ? [order, RESYNC] : [order] };
  });
  return fc
    .tuple(begin, fc.array(fc.tuple(between, fc.array(told, { maxLength: 1 })), { maxLength: 2 }), told)
    .map(([begun, interludes, last]) => [
      begun,
      ALL_NEWS,
      ...interludes.flatMap(([change, runs]) => [change, ...runs]),
      SETTLE,
      last,
      ALL_NEWS,
    ]);
}

const TWO_AT_ONCE = fc.tuple(fc.nat(1000), fc.boolean()).map(([interleaving, isDelivered]) => ({
  do: 'run' as const,
  triggers: isDelivered ? [ALL_EVENTS, RESYNC] : [RESYNC, RESYNC],
  interleaving,
}));

/** A group scales up and down while two functions run at once, disturbed by `change`; each run is followed by another change. */
export function scaling<Change>(
  scale: fc.Arbitrary<Change>,
  change: fc.Arbitrary<Change>,
): fc.Arbitrary<Step<Change | typeof SETTLE>[]> {
  const injections = fc.array(anyInjection(change), { maxLength: 3 });
  const runs = fc.tuple(TWO_AT_ONCE, injections).map(([pair, injected]) => ({ ...pair, injections: injected }));
  const part = fc.tuple(scale, fc.constantFrom([SETTLE], []), fc.array(change, { maxLength: 1 }), runs);
  return fc
    .array(part, { minLength: 1, maxLength: 3 })
    .map((parts) => parts.flatMap(([scaled, settled, changes, pair]) => [scaled, ...settled, ...changes, pair]));
}

/** A node that has routes of several kinds asks for a range, or what asks gets such routes. */
export function requestAmongRoutes<Change>(around: fc.Arbitrary<Change>): fc.Arbitrary<Step<Change | Request>[]> {
  const changes = fc.array(around, { minLength: 1, maxLength: 3 });
  return fc
    .tuple(anyNode, changes, changes)
    .map(([node, before, after]) => [...before, requestOf(node), ...after, invocationOf(RESYNC)]);
}
