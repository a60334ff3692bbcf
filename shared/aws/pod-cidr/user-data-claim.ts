import { DescribeInstanceAttributeCommand } from '@aws-sdk/client-ec2';
import { CloudError, isRetryable } from '../../reconcile/cloud/cloud-error.ts';
import { joinAll } from '../../reconcile/cloud/join-all.ts';
import type { Claim } from '../../reconcile/model/claim.ts';
import { type Ec2Api, readsUntil } from '../api/api.ts';
import { requirePresent } from '../api/errors.ts';

/**
 * Reads the claim in an instance's user data. Undefined when there was no time. Throws CloudError when the permission to read
 * user data is missing.
 */
export async function readUserDataClaim(
  ec2: Ec2Api,
  id: string,
  signal: AbortSignal | undefined,
): Promise<Claim | undefined> {
  const { client, call } = readsUntil(ec2, signal);
  try {
    const command = new DescribeInstanceAttributeCommand({ InstanceId: id, Attribute: 'userData' });
    const [response, { parseUserData }] = await joinAll([
      call('DescribeInstanceAttribute', id, () => client.send(command)),
      import('./user-data/user-data-parser.ts'),
    ]);
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
