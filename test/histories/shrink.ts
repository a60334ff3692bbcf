import type { Disturbance, History, Run, Step } from './history.ts';

const isRun = <Change extends { readonly do: string }>(step: Step<Change>): step is Run<Change> => step.do === 'run';

/** Each way to leave one item out, the largest pieces first. */
function* without<Item>(items: readonly Item[]): Generator<Item[]> {
  for (let size = Math.ceil(items.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < items.length; at += size) yield [...items.slice(0, at), ...items.slice(at + size)];
  }
}

/** Smaller numbers and plainer words in one record: each field on its own. */
function* simpler<Value extends object>(value: Value): Generator<Value> {
  for (const [field, now] of Object.entries(value)) {
    if (typeof now === 'number' && now > 0) {
      for (const less of new Set([0, Math.floor(now / 2), now - 1])) yield { ...value, [field]: less };
    }
    if (now === true) yield { ...value, [field]: false };
  }
}

function* simplerRun<Change extends object>(run: Run<Change>): Generator<Run<Change>> {
  for (const payloads of without(run.payloads)) if (payloads.length > 0) yield { ...run, payloads };
  for (const disturbances of without(run.disturbances)) yield { ...run, disturbances };
  for (const [i, payload] of run.payloads.entries()) {
    for (const less of simpler(payload)) yield { ...run, payloads: run.payloads.with(i, less) };
  }
  for (const [i, disturbance] of run.disturbances.entries()) {
    for (const less of simplerDisturbance(disturbance)) yield { ...run, disturbances: run.disturbances.with(i, less) };
  }
  yield* simpler(run);
}

function* simplerDisturbance<Change extends object>(disturbance: Disturbance<Change>): Generator<Disturbance<Change>> {
  yield* simpler(disturbance);
  if (disturbance.do !== 'change') return;
  for (const change of simpler(disturbance.change)) yield { ...disturbance, change };
}

/** A change in the middle of a run, put before it or left out of it. */
function* hoisted<Change extends object>(run: Run<Change>): Generator<Step<Change>[]> {
  for (const disturbance of run.disturbances) {
    if (disturbance.do !== 'change') continue;
    const disturbances = run.disturbances.filter((each) => each !== disturbance);
    yield [disturbance.change, { ...run, disturbances }];
    yield [disturbance.change];
  }
}

/** Every history that is one step simpler. */
function* candidates<Setup extends object, Change extends { readonly do: string }>({
  setup,
  steps,
}: History<Setup, Change>): Generator<History<Setup, Change>> {
  for (const fewer of without(steps)) yield { setup, steps: fewer };
  for (const [i, step] of steps.entries()) {
    if (!isRun(step)) continue;
    for (const instead of hoisted(step)) yield { setup, steps: steps.toSpliced(i, 1, ...instead) };
  }
  for (const less of simpler(setup)) yield { setup: less, steps };
  for (const [i, step] of steps.entries()) {
    for (const less of isRun(step) ? simplerRun(step) : simpler(step)) yield { setup, steps: steps.with(i, less) };
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
  tries = 2000,
): Promise<History<Setup, Change>> {
  let [best, left, found] = [history, tries, true];
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
