import { EC2Client, type EC2ClientConfig } from '@aws-sdk/client-ec2';

/**
 * An EC2 client that slows down by itself when EC2 throttles (adaptive: a token bucket fed by the answers), so that a large
 * resync stays inside the account's request buckets.
 */
export function ec2Client(more: EC2ClientConfig = {}): EC2Client {
  return new EC2Client({ retryMode: 'adaptive', maxAttempts: 8, ...more });
}
