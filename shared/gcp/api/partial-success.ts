import { type AuthClient, GoogleAuth } from 'google-auth-library';

/** A list over all zones: `.../projects/P/aggregated/instances?...`. */
const AGGREGATED_LIST = /\/projects\/[^/?]+\/aggregated\/\w+\?/;

/**
 * Credentials that ask for partial success of lists over all zones: without it one zone's outage fails the whole list
 * (https://github.com/kubernetes/autoscaler/issues/7923). The client recommends the parameter, but the types of its requests do
 * not have it, and what they do not have is dropped. Here its requests leave it.
 */
export class PartialSuccessAuth extends GoogleAuth {
  override fetch<Data>(...request: Parameters<AuthClient['fetch']>) {
    const [url, init] = request;
    if (typeof url !== 'string' || !AGGREGATED_LIST.test(url)) return super.fetch<Data>(...request);
    return super.fetch<Data>(`${url}&returnPartialSuccess=true`, init);
  }
}
