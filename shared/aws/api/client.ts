import { type EC2ClientConfig, EC2Client } from '@aws-sdk/client-ec2';

/** An EC2 client without retries of its own: `makeEc2Api` retries, and two layers would multiply. */
export function ec2Client(overrides: EC2ClientConfig = {}): EC2Client {
  return new EC2Client({ maxAttempts: 1, ...overrides });
}
