import { Tokens } from '../reconcile/tokens.ts';
import { unreadable } from './errors.ts';

/**
 * Reads a list to its end. Each page is a call of its own: it waits for its turn and is tried again by itself. Throws a
 * CloudError when a token comes twice, which would be followed for ever.
 */
export async function allPages<Page extends { readonly NextToken?: string | undefined }>(
  action: string,
  subject: string,
  read: (token: { NextToken?: string }) => Promise<Page>,
): Promise<Page[]> {
  const pages: Page[] = [];
  const tokens = new Tokens();
  let next: string | undefined;
  do {
    const page = await read(next === undefined ? {} : { NextToken: next });
    pages.push(page);
    next = page.NextToken === '' ? undefined : page.NextToken;
    if (tokens.isAgain(next)) throw unreadable(action, subject);
  } while (next !== undefined);
  return pages;
}
