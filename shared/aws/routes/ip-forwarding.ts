import type { Ec2Api } from '../api/api.ts';
import type { Instance } from '../../reconcile/model/instance.ts';
import { CloudError } from '../../reconcile/cloud/cloud-error.ts';
import type { WriteOptions } from '../../reconcile/cloud/cloud.ts';
import { ModifyNetworkInterfaceAttributeCommand } from '@aws-sdk/client-ec2';

/** Turns the source/dest check off on the interface that the node's routes use. */
export async function disableSourceDestCheck(
  { client, call }: Ec2Api,
  node: Instance,
  options: WriteOptions,
): Promise<void> {
  const interfaceId = node.targetByFamily.ipv4 ?? node.targetByFamily.ipv6;
  if (interfaceId === undefined) {
    throw new CloudError('target-not-found', 'NoPrimaryInterface', `${node.id} has no primary network interface`);
  }
  const command = new ModifyNetworkInterfaceAttributeCommand({
    NetworkInterfaceId: interfaceId,
    SourceDestCheck: { Value: false },
  });
  const action = 'ModifyNetworkInterfaceAttribute';
  await call(action, `${interfaceId} of ${node.id}`, () => client.send(command), options.signal);
}
