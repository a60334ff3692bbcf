import { type EC2ClientConfig, EC2Client } from '@aws-sdk/client-ec2';

/** An EC2 client that tries each call once: pace and retries are `pacedEc2`'s business, and two layers would multiply. */
export function ec2Client(overrides: EC2ClientConfig = {}): EC2Client {
  return new EC2Client({ maxAttempts: 1, ...overrides });
}
