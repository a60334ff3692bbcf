import { DescribeInstanceAttributeCommand } from '@aws-sdk/client-ec2';
import { CloudError, isRetryable } from '../../reconcile/cloud/cloud-error.ts';
import type { Claim } from '../../reconcile/model/claim.ts';
import type { Ec2Api } from '../api/api.ts';
import { requirePresent } from '../api/errors.ts';
import { parseUserData } from './user-data-parser.ts';

/**
 * What the user data of an instance claims, by one call. Undefined when there was no time for it. Throws CloudError
 * when nobody's user data may be read.
 */
export async function readUserDataClaim(
  { client, call }: Ec2Api,
  id: string,
  signal: AbortSignal | undefined,
): Promise<Claim | undefined> {
  try {
    const command = new DescribeInstanceAttributeCommand({ InstanceId: id, Attribute: 'userData' });
    const answer = await call('DescribeInstanceAttribute', id, () => client.send(command), signal);
    // An answer about nobody is not one about somebody without user data.
    requirePresent(answer.InstanceId, 'DescribeInstanceAttribute', id);
    return await parseUserData(answer.UserData?.Value);
  } catch (error) {
    // Nobody's user data may be read: not one node's trouble but the whole run's.
    if (!(error instanceof CloudError) || error.kind === 'permission-denied') throw error;
    if (error.kind === 'interrupted') return undefined;
    return { kind: 'unreadable', reason: error.message, retryable: isRetryable(error) };
  }
}
