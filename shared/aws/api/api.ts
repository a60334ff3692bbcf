import type { EC2Client } from '@aws-sdk/client-ec2';
import { type ApiCaller, rateLimitedCaller, type RetryPolicy } from '../../reconcile/cloud/rate-limits-and-retries.ts';
import type { Clock } from '../../reconcile/cloud/clock.ts';
import { DEFAULT_RETRY_POLICY } from './retry-policy.ts';
import { rateLimitOf } from './rate-limits.ts';
import { toCloudError } from './errors.ts';

/** EC2, called no faster than the account's request buckets allow. */
export interface Ec2Api {
  readonly client: EC2Client;
  readonly call: ApiCaller;
}

export interface CallPolicy {
  readonly retryPolicy?: RetryPolicy;
  readonly clock?: Clock;
}

/** Keep one for the life of the process: it remembers how fast EC2 may be called. */
export function makeEc2Api(client: EC2Client, { retryPolicy = DEFAULT_RETRY_POLICY, clock }: CallPolicy = {}): Ec2Api {
  const call = rateLimitedCaller({
    rateLimitOf,
    classifyError: toCloudError,
    retryPolicy,
    ...(clock === undefined ? {} : { clock }),
  });
  return { client, call };
}
