import { CreateTagsCommand } from '@aws-sdk/client-ec2';
import { ifPreconditionHolds, type WriteOptions } from '../../reconcile/cloud/cloud.ts';
import { withDenialAdvice } from '../../reconcile/cloud/cloud-error.ts';
import type { Cidr } from '../../reconcile/model/ranges/cidr.ts';
import { claimText } from '../../reconcile/model/claim.ts';
import type { Instance } from '../../reconcile/model/instance.ts';
import { PUBLISHED_KEY } from '../../reconcile/model/statement.ts';
import type { Ec2Api } from '../api/api.ts';
import { POD_CIDR_TAG } from '../names.ts';

/** The role may write this tag only where ranges are given, and never over a range that the tag states. */
const DENIAL_ADVICE =
  `it tells nodes their range by the tag ${POD_CIDR_TAG}: deploy with the parameter allocate=true, which allows that ` +
  'where the tag is missing or says auto';

/** Writes one value under each of `keys`; a missing permission is told with `advice`. */
async function writeTags(
  { client, call }: Ec2Api,
  id: string,
  keys: readonly string[],
  cidrs: readonly Cidr[],
  advice: string,
  options: WriteOptions,
): Promise<void> {
  const command = new CreateTagsCommand({
    Resources: [id],
    Tags: keys.map((Key) => ({ Key, Value: claimText(cidrs) })),
  });
  const send = () => ifPreconditionHolds(options, () => client.send(command));
  try {
    await call('CreateTags', id, send, options.signal);
  } catch (error) {
    throw withDenialAdvice(error, advice);
  }
}

/** Tells a node its ranges. */
export function writePodCidrTag(
  ec2: Ec2Api,
  { id }: Pick<Instance, 'id'>,
  cidrs: readonly Cidr[],
  options: WriteOptions = {},
): Promise<void> {
  return writeTags(ec2, id, [POD_CIDR_TAG], cidrs, DENIAL_ADVICE, options);
}

const PUBLISHER_ADVICE =
  `a publisher may write the tags ${POD_CIDR_TAG} and ${PUBLISHED_KEY} where the first is missing or was published: ` +
  'its permissions are in shared/aws/publisher-permissions.ts';

/** The same with the tag that says where they come from. One call, so that nobody sees one without the other. */
export function publishPodCidrTags(
  ec2: Ec2Api,
  id: string,
  cidrs: readonly Cidr[],
  options: WriteOptions = {},
): Promise<void> {
  return writeTags(ec2, id, [POD_CIDR_TAG, PUBLISHED_KEY], cidrs, PUBLISHER_ADVICE, options);
}
