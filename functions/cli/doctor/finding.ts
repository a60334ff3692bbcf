import { type Area, CATALOGUE, type FindingId, type Severity } from './catalogue.ts';

/** One thing that is wrong. */
export interface Finding {
  readonly id: FindingId;
  readonly severity: Severity;
  readonly area: Area;
  /** The resource it is about, by the cloud's own id. */
  readonly subject: string;
  readonly what: string;
  readonly why: string;
  /** What to type, with the real ids filled in; several lines are several commands, to be run in turn. */
  readonly mend: string;
}

/** Something that a check came upon and could not judge. */
export interface Inconclusive {
  readonly doubt: string;
  readonly why: string;
}

/** One thing to look at. It throws CloudError when it cannot be looked at. */
export interface Check {
  readonly area: Area;
  /** What is looked at, as it stands in `… could not be checked`. */
  readonly what: string;
  readonly run: () => Promise<readonly (Finding | Inconclusive)[]>;
}

interface FindingDetails {
  readonly subject: string;
  readonly what: string;
  readonly mend: string | readonly string[];
}

/** A finding of the catalogue, about something that was really seen. */
export function finding(id: FindingId, { subject, what, mend }: FindingDetails): Finding {
  const { severity, area, why } = CATALOGUE[id];
  const lines = typeof mend === 'string' ? mend : mend.join('\n');
  return { id, severity, area, subject, what, why, mend: lines };
}
