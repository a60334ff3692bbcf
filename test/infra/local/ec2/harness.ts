import { EC2Client, type Route } from '@aws-sdk/client-ec2';
import {
  createTutorialNetwork,
  type TutorialNetwork,
  type LocalEc2,
  type LocalEc2Options,
  startLocalEc2,
} from '../../../../infra/local/aws.ts';

export const start = Date.parse('2026-01-02T03:04:05.000Z');

/** A local EC2 with a real client on it; `await using` closes both. */
export interface Cloud extends AsyncDisposable {
  readonly ec2: LocalEc2;
  readonly client: EC2Client;
  /** The clock of the service; it only moves when a test moves it. */
  readonly clock: { now: number };
}

export async function openCloud(options: LocalEc2Options = {}): Promise<Cloud> {
  const clock = { now: start };
  const ec2 = await startLocalEc2({ now: () => clock.now, ...options });
  const client = new EC2Client({
    endpoint: ec2.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  const close = async () => {
    client.destroy();
    await ec2.close();
  };
  return { ec2, client, clock, [Symbol.asyncDispose]: close };
}

/** A cloud that has the lab's network and no instance. */
export async function openLab(options: LocalEc2Options = {}): Promise<Cloud & { readonly net: TutorialNetwork }> {
  const cloud = await openCloud(options);
  return { ...cloud, net: createTutorialNetwork(cloud.ec2.backend) };
}

/** A running instance in the lab's subnet. */
export function running({ ec2, net }: { ec2: LocalEc2; net: TutorialNetwork }, userData?: string): string {
  const { id } = ec2.backend.runInstance({
    subnetId: net.subnetId,
    ...(userData === undefined ? {} : { userData }),
  });
  ec2.settle();
  return id;
}

/** The only element of a list that has to have one. */
export function only<T>(list: readonly T[] | undefined): T {
  const [first, ...rest] = list ?? [];
  if (first === undefined || rest.length > 0) throw new Error(`expected one element: ${JSON.stringify(list)}`);
  return first;
}

export function byDestination(routes: readonly Route[] | undefined, destination: string): Route | undefined {
  return routes?.find((route) => (route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock) === destination);
}
