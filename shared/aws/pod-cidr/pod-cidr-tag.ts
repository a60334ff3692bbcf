import { CreateTagsCommand } from '@aws-sdk/client-ec2';
import { ifPreconditionHolds, type WriteOptions } from '../../reconcile/cloud/cloud.ts';
import { withDenialAdvice } from '../../reconcile/cloud/cloud-error.ts';
import type { Cidr } from '../../reconcile/model/cidr.ts';
import { claimText } from '../../reconcile/model/claim.ts';
import type { Instance } from '../../reconcile/model/instance.ts';
import type { Ec2Api } from '../api/api.ts';
import { POD_CIDR_TAG } from '../names.ts';

/** The role may write this tag only where ranges are given, and never over a range that the tag states. */
const DENIAL_ADVICE =
  `it tells nodes their range by the tag ${POD_CIDR_TAG}: deploy with the parameter allocate=true, which allows that ` +
  'where the tag is missing or says auto';

/** Tells a node its ranges. */
export async function writePodCidrTag(
  { client, call }: Ec2Api,
  { id }: Instance,
  cidrs: readonly Cidr[],
  options: WriteOptions = {},
): Promise<void> {
  const tag = { Key: POD_CIDR_TAG, Value: claimText(cidrs) };
  const command = new CreateTagsCommand({ Resources: [id], Tags: [tag] });
  const send = () => ifPreconditionHolds(options, () => client.send(command));
  try {
    await call('CreateTags', id, send, options.signal);
  } catch (error) {
    throw withDenialAdvice(error, DENIAL_ADVICE);
  }
}
