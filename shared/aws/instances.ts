import {
  DescribeInstancesCommand,
  type Filter,
  type Instance as Ec2Instance,
  type InstanceNetworkInterface,
} from '@aws-sdk/client-ec2';
import type { Instance, Life } from '../reconcile/model.ts';
import { printable } from '../reconcile/text.ts';
import type { Ec2 } from './client.ts';
import { given } from './errors.ts';
import { allPages } from './pages.ts';

const DESCRIBE = 'DescribeInstances';

/** EC2 takes at most 200 values in a filter. */
const VALUES_PER_FILTER = 200;

/** The longest page of DescribeInstances. */
const PAGE = 1000;

/** An instance without its claim, which costs a call of its own. */
export interface Seen {
  readonly instance: Omit<Instance, 'claim'>;
  readonly vpc: string | undefined;
  readonly tags: ReadonlyMap<string, string>;
}

function lifeOf(state: string | undefined): Life {
  switch (state) {
    case 'pending':
      return 'pending';
    case 'stopping':
    case 'stopped':
      return 'stopped';
    case 'shutting-down':
    case 'terminated':
      return 'gone';
    default:
      return 'running';
  }
}

/** Whether it is the interface that routes lead to. */
export function isPrimary({ Attachment }: InstanceNetworkInterface): boolean {
  return Attachment?.DeviceIndex === 0 && (Attachment.NetworkCardIndex ?? 0) === 0;
}

function forwards(instance: Ec2Instance, primary: InstanceNetworkInterface | undefined): boolean {
  if (primary?.SourceDestCheck === false) return true;
  // With one interface the instance's flag is the interface's.
  return instance.NetworkInterfaces?.length === 1 && instance.SourceDestCheck === false;
}

function toSeen(instance: Ec2Instance, subject: string): Seen {
  const id = given(instance.InstanceId, DESCRIBE, subject);
  const tags = new Map((instance.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
  const interfaces = instance.NetworkInterfaces ?? [];
  const primary = interfaces.find(isPrimary);
  const via = primary?.NetworkInterfaceId;
  return {
    vpc: instance.VpcId,
    tags,
    instance: {
      id,
      name: printable(tags.get('Name') ?? id) || id,
      ...(instance.PrivateIpAddress === undefined ? {} : { address: instance.PrivateIpAddress }),
      life: lifeOf(instance.State?.Name),
      launchedAt: instance.LaunchTime?.getTime() ?? 0,
      target: via === undefined ? {} : { ipv4: via, ipv6: via },
      reachedBy: interfaces.map((each) => each.NetworkInterfaceId).filter((each) => each !== undefined),
      forwards: forwards(instance, primary),
    },
  };
}

async function describe({ client, call }: Ec2, filters: Filter[], subject: string): Promise<Seen[]> {
  const pages = await allPages(DESCRIBE, subject, (token) => {
    const command = new DescribeInstancesCommand({ Filters: filters, MaxResults: PAGE, ...token });
    return call(DESCRIBE, subject, () => client.send(command));
  });
  const reservations = pages.flatMap((page) => given(page.Reservations, DESCRIBE, subject));
  return reservations.flatMap(({ Instances = [] }) => Instances.map((each) => toSeen(each, subject)));
}

/** All instances of a VPC. Terminated ones are no longer in it. */
export function instancesOf(ec2: Ec2, vpc: string): Promise<Seen[]> {
  return describe(ec2, [{ Name: 'vpc-id', Values: [vpc] }], `the instances of ${vpc}`);
}

/**
 * The instances for which `key` has one of `values`; those that do not exist are simply not among them. A filter, because
 * one unknown id fails a whole call that names ids.
 */
export async function instancesBy(
  ec2: Ec2,
  key: 'instance-id' | 'network-interface.network-interface-id',
  values: readonly string[],
): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (let at = 0; at < values.length; at += VALUES_PER_FILTER) {
    const some = values.slice(at, at + VALUES_PER_FILTER);
    seen.push(...(await describe(ec2, [{ Name: key, Values: some }], `the instances ${some.slice(0, 3).join(', ')}`)));
  }
  return seen;
}
