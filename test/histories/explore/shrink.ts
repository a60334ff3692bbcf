import type { Injection, History, Invocation, Step } from '../generate/history.ts';

const isRun = <Change extends { readonly do: string }>(step: Step<Change>): step is Invocation<Change> =>
  step.do === 'run';

/** Each way to leave one item out, the largest pieces first. */
function* withoutParts<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let size = Math.ceil(items.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < items.length; at += size) yield [...items.slice(0, at), ...items.slice(at + size)];
  }
}

/** Smaller numbers and plainer words in one record: each field on its own. */
function* simplerValues<Value extends object>(value: Value): Generator<Value> {
  for (const [field, now] of Object.entries(value)) {
    if (typeof now === 'number' && now > 0) {
      for (const less of new Set([0, Math.floor(now / 2), now - 1])) yield { ...value, [field]: less };
    }
    if (now === true) yield { ...value, [field]: false };
  }
}

function* simplerInvocations<Change extends object>(run: Invocation<Change>): Generator<Invocation<Change>> {
  for (const triggers of withoutParts(run.triggers)) if (triggers.length > 0) yield { ...run, triggers };
  for (const injections of withoutParts(run.injections)) yield { ...run, injections };
  for (const [i, trigger] of run.triggers.entries()) {
    for (const less of simplerValues(trigger)) yield { ...run, triggers: run.triggers.with(i, less) };
  }
  for (const [i, injection] of run.injections.entries()) {
    for (const less of simplerInjections(injection)) yield { ...run, injections: run.injections.with(i, less) };
  }
  yield* simplerValues(run);
}

function* simplerInjections<Change extends object>(injection: Injection<Change>): Generator<Injection<Change>> {
  yield* simplerValues(injection);
  if (injection.do !== 'change') return;
  for (const change of simplerValues(injection.change)) yield { ...injection, change };
}

/** A change in the middle of a run, put before it or left out of it. */
function* hoistedChanges<Change extends object>(run: Invocation<Change>): Generator<Step<Change>[]> {
  for (const injection of run.injections) {
    if (injection.do !== 'change') continue;
    const injections = run.injections.filter((each) => each !== injection);
    yield [injection.change, { ...run, injections }];
    yield [injection.change];
  }
}

/** Every history that is one step simpler. */
function* candidates<Setup extends object, Change extends { readonly do: string }>({
  setup,
  steps,
}: History<Setup, Change>): Generator<History<Setup, Change>> {
  for (const fewer of withoutParts(steps)) yield { setup, steps: fewer };
  for (const [i, step] of steps.entries()) {
    if (!isRun(step)) continue;
    for (const instead of hoistedChanges(step)) yield { setup, steps: steps.toSpliced(i, 1, ...instead) };
  }
  for (const less of simplerValues(setup)) yield { setup: less, steps };
  for (const [i, step] of steps.entries()) {
    for (const less of isRun(step) ? simplerInvocations(step) : simplerValues(step))
      yield { setup, steps: steps.with(i, less) };
  }
}

/**
 * The simplest history that still fails, as far as one can get step by step in `tries` plays.
 *
 * @param fails plays a history; whether it breaks the same promise
 */
export async function shrink<Setup extends object, Change extends { readonly do: string }>(
  history: History<Setup, Change>,
  fails: (history: History<Setup, Change>) => Promise<boolean>,
  maxRuns = 2000,
): Promise<History<Setup, Change>> {
  let [best, left, found] = [history, maxRuns, true];
  while (found && left > 0) {
    found = false;
    for (const candidate of candidates(best)) {
      left -= 1;
      if (left <= 0) break;
      if (!(await fails(candidate))) continue;
      [best, found] = [candidate, true];
      break;
    }
  }
  return best;
}
