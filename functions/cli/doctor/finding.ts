import { type Area, CATALOGUE, type Severity } from './catalogue.ts';
import { EXPLANATIONS, type FindingId } from './explanations.ts';

/** One thing that is wrong. */
export interface Finding {
  readonly id: FindingId;
  readonly severity: Severity;
  readonly area: Area;
  /** The resource it is about, by the cloud's own id. */
  readonly subject: string;
  readonly what: string;
  readonly why: string;
  /** What to type, with the real ids filled in; several lines are several commands, to be run in turn. A line after # is none: it tells another way, or when to go on. */
  readonly mend: string;
}

/** Something that a check could not decide. */
export interface Inconclusive {
  readonly doubt: string;
  readonly why: string;
}

/** One thing to check. `run` throws CloudError when it cannot be checked. */
export interface Check {
  readonly area: Area;
  /** As it stands in `… could not be checked`. */
  readonly what: string;
  readonly run: () => Promise<readonly (Finding | Inconclusive)[]>;
}

export function check(area: Area, what: string, run: Check['run']): Check {
  return { area, what, run };
}

interface FindingDetails {
  readonly subject: string;
  readonly what: string;
  readonly mend: string | readonly string[];
}

export function finding(id: FindingId, { subject, what, mend }: FindingDetails): Finding {
  const { severity, area } = CATALOGUE[id];
  return { id, severity, area, subject, what, why: EXPLANATIONS[id], mend: [mend].flat().join('\n') };
}
