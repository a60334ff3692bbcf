import {
  DescribeInstancesCommand,
  type Filter,
  type Instance as Ec2Instance,
  type InstanceNetworkInterface,
} from '@aws-sdk/client-ec2';
import type { Instance, InstanceState } from '../reconcile/model/instance.ts';
import type { AddressFamily } from '../reconcile/model/ranges/cidr.ts';
import { printable } from '../reconcile/model/text/printable-text.ts';
import type { Ec2Api } from './api/api.ts';
import { requirePresent } from './api/errors.ts';
import { allPages } from './api/paging.ts';

const DESCRIBE = 'DescribeInstances';

/** EC2 takes at most 200 values in a filter. */
const VALUES_PER_FILTER = 200;

/** Auto Scaling tags its instances so. */
const GROUP_TAG = 'aws:autoscaling:groupName';

/** The longest page of DescribeInstances. */
const PAGE_SIZE = 1000;

/** An instance without its claim, which costs another call. */
export interface DescribedInstance {
  readonly instance: Omit<Instance, 'claim'>;
  readonly vpcId: string | undefined;
  readonly tags: ReadonlyMap<string, string>;
}

function stateOf(state: string | undefined): InstanceState {
  switch (state) {
    case 'pending':
      return 'pending';
    case 'stopping':
    case 'stopped':
      return 'stopped';
    case 'shutting-down':
    case 'terminated':
      return 'deleted';
    default:
      return 'running';
  }
}

/** The interface that routes lead to. */
export function isPrimary({ Attachment }: InstanceNetworkInterface): boolean {
  return Attachment?.DeviceIndex === 0 && (Attachment.NetworkCardIndex ?? 0) === 0;
}

function canIpForward(instance: Ec2Instance, primary: InstanceNetworkInterface | undefined): boolean {
  if (primary?.SourceDestCheck === false) return true;
  // With one interface the flag of the instance is that of the interface.
  return instance.NetworkInterfaces?.length === 1 && instance.SourceDestCheck === false;
}

/** Its families: IPv4 unless it is in an IPv6-only subnet. */
function addressFamiliesOf(instance: Ec2Instance, primary: InstanceNetworkInterface | undefined): AddressFamily[] {
  const hasIpv6 = (primary?.Ipv6Addresses ?? []).length > 0;
  return [...(instance.PrivateIpAddress === undefined ? [] : ['ipv4' as const]), ...(hasIpv6 ? ['ipv6' as const] : [])];
}

function toDescribedInstance(instance: Ec2Instance, subject: string): DescribedInstance {
  const id = requirePresent(instance.InstanceId, DESCRIBE, subject);
  const tags = new Map((instance.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
  const interfaces = instance.NetworkInterfaces ?? [];
  const primary = interfaces.find(isPrimary);
  const interfaceId = primary?.NetworkInterfaceId;
  const group = tags.get(GROUP_TAG);
  return {
    vpcId: instance.VpcId,
    tags,
    instance: {
      id,
      name: printable(tags.get('Name') ?? id) || id,
      ...(group === undefined ? {} : { group }),
      ...(instance.PrivateIpAddress === undefined ? {} : { address: instance.PrivateIpAddress }),
      state: stateOf(instance.State?.Name),
      launchedAt: instance.LaunchTime?.getTime() ?? 0,
      targetByFamily: interfaceId === undefined ? {} : { ipv4: interfaceId, ipv6: interfaceId },
      addressFamilies: addressFamiliesOf(instance, primary),
      targetIds: interfaces.map(({ NetworkInterfaceId }) => NetworkInterfaceId).filter((each) => each !== undefined),
      canIpForward: canIpForward(instance, primary),
    },
  };
}

async function describeInstances(
  { client, call }: Ec2Api,
  filters: Filter[],
  subject: string,
): Promise<DescribedInstance[]> {
  const pages = await allPages(DESCRIBE, subject, (token) => {
    const command = new DescribeInstancesCommand({ Filters: filters, MaxResults: PAGE_SIZE, ...token });
    return call(DESCRIBE, subject, () => client.send(command));
  });
  const reservations = pages.flatMap((page) => requirePresent(page.Reservations, DESCRIBE, subject));
  return reservations.flatMap(({ Instances = [] }) => Instances.map((each) => toDescribedInstance(each, subject)));
}

/** All instances of a VPC. Terminated instances have none. */
export function instancesInVpc(ec2: Ec2Api, vpcId: string): Promise<DescribedInstance[]> {
  return describeInstances(ec2, [{ Name: 'vpc-id', Values: [vpcId] }], `the instances of ${vpcId}`);
}

/**
 * The instances for which `key` has one of `values`. A filter, because a call with InstanceIds fails when one of them does
 * not exist.
 */
export async function instancesByFilter(
  ec2: Ec2Api,
  key: 'instance-id' | 'network-interface.network-interface-id',
  values: readonly string[],
): Promise<DescribedInstance[]> {
  const described: DescribedInstance[] = [];
  for (let at = 0; at < values.length; at += VALUES_PER_FILTER) {
    const some = values.slice(at, at + VALUES_PER_FILTER);
    described.push(
      ...(await describeInstances(ec2, [{ Name: key, Values: some }], `the instances ${some.slice(0, 3).join(', ')}`)),
    );
  }
  return described;
}
