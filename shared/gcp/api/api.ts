import { type RetryPolicy, type ApiCaller, rateLimitedCaller } from '../../reconcile/cloud/rate-limits-and-retries.ts';
import { toCloudError } from './errors.ts';
import { rateLimitOf } from './rate-limits.ts';
import { type Clock, SYSTEM_CLOCK } from '../../reconcile/cloud/clock.ts';
import { DEFAULT_RETRY_POLICY, type ComputeRetryPolicy } from './retry-policy.ts';
import type { ComputeClients } from './client.ts';
import type { GcpConfig } from '../config.ts';

export interface CallPolicy {
  readonly retryPolicy?: ComputeRetryPolicy;
  readonly clock?: Clock;
}

export interface ComputeApi {
  readonly clients: ComputeClients;
  readonly config: GcpConfig;
  readonly call: ApiCaller;
  readonly retryPolicy: ComputeRetryPolicy;
  readonly clock: Clock;
}

export function makeComputeApi(clients: ComputeClients, config: GcpConfig, policy: CallPolicy = {}): ComputeApi {
  const { retryPolicy = DEFAULT_RETRY_POLICY, clock = SYSTEM_CLOCK } = policy;
  return { clients, config, retryPolicy, clock, call: makeComputeCaller(retryPolicy, clock) };
}

/**
 * Keep one for the life of the process: it holds the rate limits' state.
 *
 * @param classifyError for calls that do not use Google's client
 */
export function makeComputeCaller(retryPolicy: RetryPolicy, clock: Clock, classifyError = toCloudError): ApiCaller {
  return rateLimitedCaller({ rateLimitOf, classifyError, retryPolicy, clock });
}
