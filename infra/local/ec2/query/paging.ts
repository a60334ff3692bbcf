import { invalidCombination, invalidValue } from '../errors.ts';
import type { Params } from '../http/params.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

export interface PageRules {
  readonly limit: number;
  /** The limit a test has set for all lists; pages can be shorter than what was asked for. */
  readonly cap: number;
  /** What the service calls the ids that were asked for; paging excludes them. */
  readonly idsGiven: string | undefined;
}

const shortest = 5;

/** Cuts the page out that MaxResults and NextToken ask for. `items` come in order of creation. */
export function pageOf<T extends { readonly serial: number }>(
  items: readonly T[],
  params: Params,
  rules: PageRules,
): Page<T> {
  const asked = params.integer('MaxResults');
  const token = params.text('NextToken');
  if (asked !== undefined) checkMaxResults(asked, rules);
  const after = token === undefined ? 0 : readToken(token);
  const length = Math.min(asked ?? rules.limit, rules.limit, rules.cap);
  const rest = items.filter(({ serial }) => serial > after);
  const page = rules.idsGiven === undefined ? rest.slice(0, length) : rest;
  const last = page.at(-1);
  const more = last !== undefined && page.length < rest.length;
  return { items: page, nextToken: more ? writeToken(last.serial) : undefined };
}

function checkMaxResults(asked: number, { limit, idsGiven }: PageRules): void {
  if (idsGiven !== undefined) {
    throw invalidCombination(`The parameter ${idsGiven} cannot be used with the parameter maxResults`);
  }
  const expected = asked < shortest ? `greater than ${shortest}` : `smaller than ${limit}`;
  if (asked < shortest || asked > limit) {
    throw invalidValue(`Value ( ${asked} ) for parameter maxResults is invalid. Expecting a value ${expected}.`);
  }
}

// The token holds the last record and not a count, so records that go away between two pages hide no others.
function writeToken(serial: number): string {
  return Buffer.from(JSON.stringify({ after: serial })).toString('base64');
}

function readToken(token: string): number {
  const found = /^\{"after":(\d{1,9})\}$/.exec(Buffer.from(token, 'base64').toString());
  if (found === null) throw invalidValue('Unable to parse pagination token');
  return Number(found[1]);
}
