import { ApiError } from '../errors.ts';

export interface PageRequest {
  readonly size: number;
  /** Only what comes after this key. */
  readonly after: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextPageToken?: string;
}

const LARGEST_PAGE = 500;

export function pageRequest(query: URLSearchParams, maxPage = LARGEST_PAGE): PageRequest {
  checkOrder(query.get('orderBy') ?? '');
  const wanted = query.get('maxResults') ?? String(maxPage);
  const size = Number(wanted);
  if (!Number.isInteger(size) || size < 0 || size > LARGEST_PAGE) {
    throw new ApiError('invalid', `Invalid value for field 'maxResults': '${wanted}'. Must be between 0 and 500.`);
  }
  return { size: size === 0 ? maxPage : Math.min(size, maxPage), after: afterKey(query.get('pageToken')) };
}

/** Lists come by name. The real one also has them by age, which is not served here. */
function checkOrder(wanted: string): void {
  if (wanted === '' || wanted === 'name') return;
  throw new ApiError('invalid', `Invalid value for field 'orderBy': '${wanted}'.`);
}

/**
 * Cuts one page out of candidates in the order of their keys. The token holds the last key, so that items which
 * come and go between two pages shift nothing.
 */
export function cutPage<T>(
  candidates: Iterable<readonly [key: string, make: () => T | undefined]>,
  { size, after }: PageRequest,
): Page<T> {
  const items: T[] = [];
  let last = '';
  for (const [key, make] of candidates) {
    if (after !== undefined && key <= after) continue;
    const item = make();
    if (item === undefined) continue;
    if (items.length === size) return { items, nextPageToken: tokenAfter(last) };
    items.push(item);
    last = key;
  }
  return { items };
}

const tokenAfter = (key: string): string => Buffer.from(`after ${key}`).toString('base64url');

function afterKey(token: string | null): string | undefined {
  if (token === null || token === '') return undefined;
  const [, key] = /^after (.+)$/s.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (key !== undefined) return key;
  throw new ApiError('invalid', `Invalid value for field 'pageToken': '${token}'.`);
}
