import { CloudError } from '../../../shared/reconcile/cloud/cloud-error.ts';
import { type Area, AREAS } from './catalogue.ts';
import type { Check, Inconclusive, Finding } from './finding.ts';

/** Something that could not be looked at, or not be judged. */
export interface Unchecked {
  readonly area: Area;
  readonly what: string;
  /** What stood in the way and, for a missing permission, what to allow. */
  readonly why: string;
}

export interface Diagnosis {
  readonly findings: readonly Finding[];
  readonly checked: readonly { readonly area: Area; readonly what: string }[];
  readonly unchecked: readonly Unchecked[];
}

type CheckResult = { readonly check: Check } & (
  { readonly said: readonly (Finding | Inconclusive)[] } | { readonly error: CloudError }
);

async function runCheck(check: Check): Promise<CheckResult> {
  try {
    return { check, said: await check.run() };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return { check, error };
  }
}

function uncheckedIn(outcome: CheckResult): Unchecked[] {
  const { area, what } = outcome.check;
  if ('error' in outcome) return [{ area, what, why: outcome.error.message }];
  return outcome.said.flatMap((each) => ('doubt' in each ? [{ area, what: each.doubt, why: each.why }] : []));
}

const byArea = (a: { readonly area: Area }, b: { readonly area: Area }) =>
  AREAS.indexOf(a.area) - AREAS.indexOf(b.area);

/**
 * Carries out all checks at once: where several services are silent, nobody waits for one after the other. One that cannot be carried out stands among the unchecked and does not stop the
 * others. Throws CloudError when not a single one could be: then it is not the cluster that is ill.
 */
export async function runChecks(checks: readonly Check[]): Promise<Diagnosis> {
  const outcomes = await Promise.all(checks.map(runCheck));
  const [first] = outcomes;
  if (first !== undefined && 'error' in first && outcomes.every((each) => 'error' in each)) throw first.error;
  const completed = outcomes.flatMap((each) => ('said' in each ? [each] : []));
  return {
    findings: completed.flatMap(({ said }) => said.filter((each) => 'id' in each)).toSorted(byArea),
    checked: completed.map(({ check: { area, what } }) => ({ area, what })).toSorted(byArea),
    unchecked: outcomes.flatMap(uncheckedIn).toSorted(byArea),
  };
}
