import { readPages } from '../../reconcile/cloud/paging.ts';
import { invalidResponse } from './errors.ts';

/** Reads a list of an AWS service to its end. Each page is a call of its own: it waits for its turn and is tried again by itself. */
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
