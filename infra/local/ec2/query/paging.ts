import { createHash } from 'node:crypto';
import { Ec2Error, invalidCombination, invalidValue } from '../errors.ts';
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
  const request = requestOf(params);
  const after = token === undefined ? 0 : readToken(token, request);
  const length = Math.min(asked ?? rules.limit, rules.limit, rules.cap);
  const rest = items.filter(({ serial }) => serial > after);
  const page = rules.idsGiven === undefined ? rest.slice(0, length) : rest;
  const last = page.at(-1);
  const more = last !== undefined && page.length < rest.length;
  return { items: page, nextToken: more ? writeToken(last.serial, request) : undefined };
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

/** What a token is good for: pages of one and the same request, however long they are. */
function requestOf(params: Params): string {
  const text = params.textWithout('NextToken', 'MaxResults', 'DryRun', 'Version');
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

// The token holds the last record and not a count, so records that go away between two pages hide no others.
function writeToken(serial: number, request: string): string {
  return Buffer.from(JSON.stringify({ after: serial, request })).toString('base64');
}

function readToken(token: string, request: string): number {
  const text = Buffer.from(token, 'base64').toString();
  const [, after, made] = /^\{"after":(\d{1,9}),"request":"([0-9a-f]{16})"\}$/.exec(text) ?? [];
  if (after === undefined) throw invalidValue('Unable to parse pagination token');
  if (made !== request) throw new Ec2Error('InvalidNextToken', 'The specified NextToken is not valid.');
  return Number(after);
}
