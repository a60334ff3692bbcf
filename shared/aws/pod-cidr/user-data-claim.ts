import { DescribeInstanceAttributeCommand } from '@aws-sdk/client-ec2';
import { CloudError, isRetryable } from '../../reconcile/cloud/cloud-error.ts';
import type { Claim } from '../../reconcile/model/claim.ts';
import type { Ec2Api } from '../api/api.ts';
import { requirePresent } from '../api/errors.ts';
import { parseUserData } from './user-data/user-data-parser.ts';

/**
 * Reads the claim in an instance's user data. Undefined when there was no time. Throws CloudError when the permission to read
 * user data is missing.
 */
export async function readUserDataClaim(
  { client, call }: Ec2Api,
  id: string,
  signal: AbortSignal | undefined,
): Promise<Claim | undefined> {
  try {
    const command = new DescribeInstanceAttributeCommand({ InstanceId: id, Attribute: 'userData' });
    const response = await call('DescribeInstanceAttribute', id, () => client.send(command), signal);
    // A response without an instance does not say that the instance has no user data.
    requirePresent(response.InstanceId, 'DescribeInstanceAttribute', id);
    return await parseUserData(response.UserData?.Value);
  } catch (error) {
    // No user data may be read: the whole run fails, not one node.
    if (!(error instanceof CloudError) || error.kind === 'permission-denied') throw error;
    if (error.kind === 'interrupted') return undefined;
    return { kind: 'unreadable', reason: error.message, retryable: isRetryable(error) };
  }
}
