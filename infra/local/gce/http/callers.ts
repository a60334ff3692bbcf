import type { IncomingHttpHeaders } from 'node:http';
import { ApiError } from '../errors.ts';
import type { Caller } from '../operations/mutation.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const ZERO_UUID = /^[0-]+$/;

/**
 * Who calls. Nobody signs in here, so it goes by the client: gcloud is a person at a keyboard, every other client
 * is the function's service account.
 */
export function callerOf(
  headers: IncomingHttpHeaders,
  project: string,
  apiVersion: string | undefined,
  requestId: string | null,
): Caller {
  const userAgent = headers['user-agent'] ?? '';
  const user = isGcloud(userAgent) ? 'operator@example.com' : `podroutes@${project}.iam.gserviceaccount.com`;
  return { user, userAgent, apiVersion, requestId: checkedRequestId(requestId) };
}

export const isGcloud = (userAgent: string): boolean => /gcloud|google-cloud-sdk/i.test(userAgent);

function checkedRequestId(requestId: string | null): string | undefined {
  if (requestId === null || requestId === '') return undefined;
  if (UUID.test(requestId) && !ZERO_UUID.test(requestId)) return requestId;
  throw new ApiError('invalid', `Invalid value for field 'requestId': '${requestId}'. Must be a valid UUID.`);
}
