import { type AuthClient, GoogleAuth } from 'google-auth-library';

/** Carries query parameters from a call to `ExtraQueryAuth`, and goes no further. */
export const EXTRA_QUERY = 'x-podroutes-query';

/**
 * Asks for partial success of a list over all zones: without it one zone's outage fails the whole list
 * (https://github.com/kubernetes/autoscaler/issues/7923).
 */
export const PARTIAL_SUCCESS = 'returnPartialSuccess=true';

/**
 * Credentials that add query parameters which the client's types do not have: the client drops what they do not have, also
 * parameters that it recommends, like the one above. Its requests leave it here.
 */
export class ExtraQueryAuth extends GoogleAuth {
  override fetch<Data>(...request: Parameters<AuthClient['fetch']>) {
    const [url, init] = request;
    const headers = new Headers(init?.headers);
    const query = headers.get(EXTRA_QUERY);
    if (typeof url !== 'string' || query === null) return super.fetch<Data>(...request);
    headers.delete(EXTRA_QUERY);
    return super.fetch<Data>(`${url}&${query}`, { ...init, headers });
  }
}
