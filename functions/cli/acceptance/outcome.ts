/** What is to be observed in an account, and what podroutes takes for granted of it. */
export interface Check {
  /** As in the table of docs/reliability.md, where it stands there. */
  readonly behaviour: string;
  readonly expected: string;
}

/** None of the texts holds ids, addresses or messages of the cloud: they go into a report that others read. */
export type Outcome =
  | { readonly kind: 'as-believed'; readonly observed: string }
  | { readonly kind: 'differs'; readonly observed: string }
  | { readonly kind: 'not-tried'; readonly why: string };

export interface CheckResult extends Check {
  readonly id: string;
  readonly outcome: Outcome;
}

export const outcomeOf = (isAsBelieved: boolean, observed: string): Outcome => ({
  kind: isAsBelieved ? 'as-believed' : 'differs',
  observed,
});

export const notTried = (why: string): Outcome => ({ kind: 'not-tried', why });
