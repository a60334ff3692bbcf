import { readPages } from '../../reconcile/cloud/paging.ts';
import { invalidResponse } from './errors.ts';

/** Reads all pages of an AWS list. Each page is a call with its own rate limit token and retries. */
export function allPages<Page extends { readonly NextToken?: string | undefined }>(
  action: string,
  subject: string,
  read: (token: { NextToken?: string }) => Promise<Page>,
): Promise<Page[]> {
  return readPages(
    (token) => read(token === undefined ? {} : { NextToken: token }),
    ({ NextToken }) => NextToken,
    () => invalidResponse(action, subject),
  );
}
