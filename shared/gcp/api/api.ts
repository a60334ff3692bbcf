import {
  type RetryPolicy,
  type ApiCaller,
  interruptibleReads,
  rateLimitedCaller,
} from '../../reconcile/cloud/rate-limits-and-retries.ts';
import { toCloudError } from './errors.ts';
import { rateLimitOf } from './rate-limits.ts';
import { type Clock, SYSTEM_CLOCK } from '../../reconcile/cloud/clock.ts';
import { DEFAULT_RETRY_POLICY, type ComputeRetryPolicy } from './retry-policy.ts';
import { REQUEST_TIMEOUT, withTimeLimit } from '../../reconcile/cloud/time-limit.ts';
import { CALL_OPTIONS, type ComputeClients } from './client.ts';
import { requireCredentials } from './credentials.ts';
import type { GcpConfig } from '../config.ts';

export interface CallPolicy {
  readonly retryPolicy?: ComputeRetryPolicy;
  readonly clock?: Clock;
  /** Milliseconds that one request may take. */
  readonly requestTimeout?: number | undefined;
}

/** Sends one request, which ends in time. */
type Send = <Result>(request: (options: typeof CALL_OPTIONS) => Promise<Result>, timeout?: number) => Promise<Result>;

export interface ComputeApi {
  readonly clients: ComputeClients;
  readonly config: GcpConfig;
  readonly call: ApiCaller;
  readonly send: Send;
  /** Milliseconds that one request may take. */
  readonly requestTimeout: number;
  readonly retryPolicy: ComputeRetryPolicy;
  readonly clock: Clock;
}

export function makeComputeApi(clients: ComputeClients, config: GcpConfig, policy: CallPolicy = {}): ComputeApi {
  const { retryPolicy = DEFAULT_RETRY_POLICY, clock = SYSTEM_CLOCK, requestTimeout = REQUEST_TIMEOUT } = policy;
  const getClient = () => clients.auth.getClient();
  const send: Send = async (request, timeout = requestTimeout) => {
    const sent = requireCredentials(getClient, timeout).then(() => request({ ...CALL_OPTIONS, timeout }));
    return withTimeLimit(sent, timeout);
  };
  return { clients, config, retryPolicy, clock, requestTimeout, send, call: makeComputeCaller(retryPolicy, clock) };
}

/** The API for one observation: its reads end with `signal`. */
export function readsUntil(api: ComputeApi, signal: AbortSignal | undefined): ComputeApi {
  return { ...api, call: interruptibleReads(api.call, signal) };
}

/**
 * Keep one for the life of the process: it holds the rate limits' state.
 *
 * @param classifyError for calls that do not use Google's client
 */
export function makeComputeCaller(retryPolicy: RetryPolicy, clock: Clock, classifyError = toCloudError): ApiCaller {
  return rateLimitedCaller({ rateLimitOf, classifyError, retryPolicy, clock });
}
