import type { Ec2Api } from '../api/api.ts';
import type { Instance } from '../../reconcile/model/instance.ts';
import type { WriteOptions } from '../../reconcile/cloud/cloud.ts';
import { ModifyNetworkInterfaceAttributeCommand } from '@aws-sdk/client-ec2';

/** Turns the source/dest check off on the interface that the node's routes use. */
export async function disableSourceDestCheck(
  { client, call }: Ec2Api,
  node: Instance,
  options: WriteOptions,
): Promise<string | undefined> {
  const interfaceId = node.targetByFamily.ipv4 ?? node.targetByFamily.ipv6;
  if (interfaceId === undefined) return 'has no interface whose source/dest check could be switched off';
  const command = new ModifyNetworkInterfaceAttributeCommand({
    NetworkInterfaceId: interfaceId,
    SourceDestCheck: { Value: false },
  });
  const action = 'ModifyNetworkInterfaceAttribute';
  await call(action, `${interfaceId} of ${node.id}`, () => client.send(command), options.signal);
  return undefined;
}
