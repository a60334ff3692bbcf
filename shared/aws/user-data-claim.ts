import { DescribeInstanceAttributeCommand } from '@aws-sdk/client-ec2';
import { CloudError, isRetryable } from '../reconcile/errors.ts';
import type { Claim } from '../reconcile/model.ts';
import type { Ec2 } from './client.ts';
import { given } from './errors.ts';
import { readUserData } from './userdata.ts';

/**
 * What the user data of an instance claims, by one call. Undefined when there was no time for it. Throws CloudError
 * when nobody's user data may be read.
 */
export async function claimInUserData(
  { client, call }: Ec2,
  id: string,
  signal: AbortSignal | undefined,
): Promise<Claim | undefined> {
  try {
    const command = new DescribeInstanceAttributeCommand({ InstanceId: id, Attribute: 'userData' });
    const answer = await call('DescribeInstanceAttribute', id, () => client.send(command), signal);
    // An answer about nobody is not one about somebody without user data.
    given(answer.InstanceId, 'DescribeInstanceAttribute', id);
    return await readUserData(answer.UserData?.Value);
  } catch (error) {
    // Nobody's user data may be read: not one node's trouble but the whole run's.
    if (!(error instanceof CloudError) || error.trouble === 'denied') throw error;
    if (error.trouble === 'interrupted') return undefined;
    return { kind: 'unreadable', reason: error.message, retryable: isRetryable(error) };
  }
}
