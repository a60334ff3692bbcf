import * as z from 'zod/mini';
import { BadRequest } from './bad-request.ts';
import type { GcpServices } from './model.ts';

const Request = z.strictObject({
  resourceNames: z.array(z.string().check(z.regex(/^projects\/[^/]+$/))).check(z.minLength(1)),
  filter: z._default(z.string(), ''),
  orderBy: z._default(z.enum(['timestamp asc', 'timestamp desc', 'timestamp']), 'timestamp asc'),
  pageSize: z._default(z.number().check(z.int(), z.minimum(0)), 50),
  pageToken: z._default(z.string(), ''),
});

/** More than that come in no page. */
const MAX_PAGE = 1000;

/** https://cloud.google.com/logging/docs/reference/v2/rest/v2/entries/list */
export function listLogEntries({ services, body }: { readonly services: GcpServices; readonly body: unknown }): object {
  const parsed = Request.safeParse(body);
  if (!parsed.success) throw new BadRequest(z.prettifyError(parsed.error));
  const { resourceNames, filter, orderBy, pageSize, pageToken } = parsed.data;
  const found = services.logEntries.find(resourceNames, filter);
  if (orderBy === 'timestamp desc') found.reverse();
  const token = (position: number) => Buffer.from(JSON.stringify([position, filter])).toString('base64url');
  const start = pageToken === '' ? 0 : Number(/^\[(\d+),/.exec(Buffer.from(pageToken, 'base64url').toString())?.[1]);
  if (pageToken !== '' && token(start) !== pageToken) throw new BadRequest('page_token is not valid for this request');
  const next = start + Math.min(pageSize === 0 ? 50 : pageSize, MAX_PAGE);
  const entries = found.slice(start, next);
  return {
    ...(entries.length === 0 ? {} : { entries }),
    ...(next < found.length ? { nextPageToken: token(next) } : {}),
  };
}
