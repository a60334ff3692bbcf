import {
  type EC2Client,
  type Filter,
  type Instance as Ec2Instance,
  type InstanceNetworkInterface,
  paginateDescribeInstances,
} from '@aws-sdk/client-ec2';
import type { Instance, Life } from '../reconcile/model.ts';
import { printable } from '../reconcile/text.ts';
import { Tokens } from '../reconcile/tokens.ts';
import { calling, given, unreadable } from './errors.ts';

const DESCRIBE = 'DescribeInstances';

/** EC2 takes at most 200 values in a filter. */
const VALUES_PER_FILTER = 200;

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

function isPrimary({ Attachment }: InstanceNetworkInterface): boolean {
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

async function describe(client: EC2Client, filters: Filter[], subject: string): Promise<Seen[]> {
  return calling(DESCRIBE, subject, async () => {
    const seen: Seen[] = [];
    const tokens = new Tokens();
    for await (const page of paginateDescribeInstances({ client, pageSize: 1000 }, { Filters: filters })) {
      if (tokens.isAgain(page.NextToken)) throw unreadable(DESCRIBE, subject);
      for (const { Instances = [] } of given(page.Reservations, DESCRIBE, subject)) {
        seen.push(...Instances.map((each) => toSeen(each, subject)));
      }
    }
    return seen;
  });
}

/** All instances of a VPC. Terminated ones are no longer in it. */
export function instancesOf(client: EC2Client, vpc: string): Promise<Seen[]> {
  return describe(client, [{ Name: 'vpc-id', Values: [vpc] }], `the instances of ${vpc}`);
}

/**
 * The instances for which `key` has one of `values`; those that do not exist are simply not among them. A filter, because
 * one unknown id fails a whole call that names ids.
 */
export async function instancesBy(
  client: EC2Client,
  key: 'instance-id' | 'network-interface.network-interface-id',
  values: readonly string[],
): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (let at = 0; at < values.length; at += VALUES_PER_FILTER) {
    const some = values.slice(at, at + VALUES_PER_FILTER);
    seen.push(
      ...(await describe(client, [{ Name: key, Values: some }], `the instances ${some.slice(0, 3).join(', ')}`)),
    );
  }
  return seen;
}
