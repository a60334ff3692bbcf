import type { EC2Client } from '@aws-sdk/client-ec2';
import {
  type ApiCaller,
  interruptibleReads,
  rateLimitedCaller,
  type RetryPolicy,
} from '../../reconcile/cloud/rate-limits-and-retries.ts';
import { type Clock, SYSTEM_CLOCK } from '../../reconcile/cloud/clock.ts';
import { DEFAULT_RETRY_POLICY } from './retry-policy.ts';
import { rateLimitOf } from './rate-limits.ts';
import { toCloudError } from './errors.ts';

export interface Ec2Api {
  readonly client: EC2Client;
  readonly call: ApiCaller;
}

export interface CallPolicy {
  readonly retryPolicy?: RetryPolicy;
  readonly clock?: Clock;
}

/** The API for one observation: its reads end with `signal`. */
export function readsUntil({ client, call }: Ec2Api, signal: AbortSignal | undefined): Ec2Api {
  return { client, call: interruptibleReads(call, signal) };
}

/** Keep one for the life of the process: it holds the rate limits' state. */
export function makeEc2Api(
  client: EC2Client,
  { retryPolicy = DEFAULT_RETRY_POLICY, clock = SYSTEM_CLOCK }: CallPolicy = {},
): Ec2Api {
  return { client, call: rateLimitedCaller({ rateLimitOf, classifyError: toCloudError, retryPolicy, clock }) };
}
