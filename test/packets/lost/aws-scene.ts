import {
  bootWorker,
  createTutorialNetwork,
  type LocalEc2,
  podCidrOf,
  startLocalEc2,
  type TutorialNetwork,
} from '../../../infra/local/aws.ts';
import { type AwsDeployment, deployAws } from '../../../infra/local/aws-deployment.ts';
import { captureLog } from '../../support/testbed/log.ts';
import { ec2Source } from '../vpc/aws/source.ts';
import type { Pod } from '../vpc/pod.ts';
import { startVpc, type Vpc } from '../vpc/vpc.ts';
import { farAway } from './slow-api.ts';

/** A client on one node, and one range that two other nodes want: the first has it. Both have a pod with the same address. */
export interface AwsScene extends AsyncDisposable {
  readonly ec2: LocalEc2;
  readonly network: TutorialNetwork;
  readonly vpc: Vpc;
  readonly client: Pod;
  readonly holder: Pod;
  readonly successor: Pod;
  readonly clients: AwsDeployment['clients'];
  readonly handler: AwsDeployment['handler'];
  /** Delivers what waits to the function. */
  deliver(): Promise<void>;
  /** The instance that the table leads the range to. */
  readonly target: () => string | undefined;
}

export const RANGE = podCidrOf(1);

export async function startAwsScene(): Promise<AwsScene> {
  const ec2 = await startLocalEc2();
  const network = createTutorialNetwork(ec2.backend);
  const far = await farAway(ec2);
  const { log } = captureLog('aws');
  const { queue, handler, clients } = deployAws(far.cloud, { log });
  const vpc = startVpc(ec2Source(ec2));
  const boot = (i: number, address?: string) => {
    const { id } = bootWorker(ec2.backend, network, i, address);
    ec2.settle();
    return vpc.addPod(id, podCidrOf(i));
  };
  const deliver = () => queue.drain(handler);
  const [client, holder] = [boot(0), boot(1)];
  await deliver();
  const successor = boot(1, '10.240.0.31');
  await deliver();
  const target = () => {
    const route = ec2.backend.routesOf(network.routeTableId).find(({ destination }) => destination === RANGE);
    const nic = ec2.backend.state.interfaces.get(route?.networkInterfaceId ?? '');
    return nic?.attachment?.instanceId;
  };
  return {
    ec2,
    network,
    vpc,
    client,
    holder,
    successor,
    clients,
    handler,
    deliver,
    target,
    [Symbol.asyncDispose]: async () => {
      vpc[Symbol.dispose]();
      await far[Symbol.asyncDispose]();
      await ec2.close();
    },
  };
}
