import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';
import { type Call, pacedCalls, type Patience } from '../reconcile/pacing.ts';
import type { Runtime } from '../reconcile/runtime.ts';
import { limitOf } from './buckets.ts';
import { toCloudError } from './errors.ts';

/** An EC2 client that tries each call once: pace and retries are `pacedEc2`'s business, and two layers would multiply. */
export function ec2Client(more: EC2ClientConfig = {}): EC2Client {
  return new EC2Client({ maxAttempts: 1, ...more });
}

/** EC2, called no faster than the account's request buckets allow. */
export interface Ec2 {
  readonly client: EC2Client;
  readonly call: Call;
}

export interface Pacing {
  readonly patience?: Patience;
  readonly runtime?: Runtime;
}

const PATIENT: Patience = { retries: 7, firstWait: 100 };

/** Keep one for the life of the process: it remembers how fast EC2 may be called. */
export function pacedEc2(client: EC2Client, { patience = PATIENT, runtime }: Pacing = {}): Ec2 {
  const call = pacedCalls({
    limitOf,
    explain: toCloudError,
    patience,
    ...(runtime === undefined ? {} : { runtime }),
  });
  return { client, call };
}
