import * as aws from '@aws-sdk/client-ec2';
import { names, type Step, write } from './world.ts';

const IMAGE = { ImageId: 'ami-0f1a5f5ada0e7da53', InstanceType: 't3.small', MinCount: 1, MaxCount: 1 } as const;

/** The network that all sequences share. */
export const NETWORK: readonly Step[] = [
  write('CreateVpc', async (ec2, _, bind) => {
    const answer = await ec2.send(new aws.CreateVpcCommand({ CidrBlock: '10.240.0.0/16' }));
    bind('vpc', answer.Vpc?.VpcId);
    return answer;
  }),
  write('CreateSubnet', async (ec2, idOf, bind) => {
    const input = { VpcId: idOf('vpc'), CidrBlock: '10.240.0.0/17', AvailabilityZone: 'us-east-1a' };
    const answer = await ec2.send(new aws.CreateSubnetCommand(input));
    bind('subnet', answer.Subnet?.SubnetId);
    return answer;
  }),
  write('CreateInternetGateway', async (ec2, _, bind) => {
    const answer = await ec2.send(new aws.CreateInternetGatewayCommand());
    bind('igw', answer.InternetGateway?.InternetGatewayId);
    return answer;
  }),
  write('AttachInternetGateway', (ec2, idOf) =>
    ec2.send(new aws.AttachInternetGatewayCommand({ InternetGatewayId: idOf('igw'), VpcId: idOf('vpc') })),
  ),
];

function makeTable(name: string): Step {
  return write('CreateRouteTable', async (ec2, idOf, bind) => {
    const answer = await ec2.send(new aws.CreateRouteTableCommand({ VpcId: idOf('vpc') }));
    bind(name, answer.RouteTable?.RouteTableId);
    return answer;
  });
}

/** Launches nodes `first` to `last`, each with so many interfaces. */
function launch(first: number, last: number, interfaces: number): Step {
  return write('RunInstances', async (ec2, idOf, bind) => {
    const count = last - first + 1;
    const nics = names('', interfaces).map((_, DeviceIndex) => ({ DeviceIndex, SubnetId: idOf('subnet') }));
    const UserData = Buffer.from(`name=worker-${first}|pod-cidr=10.200.${first}.0/24`).toString('base64');
    const input = { ...IMAGE, MinCount: count, MaxCount: count, UserData, NetworkInterfaces: nics };
    const answer = await ec2.send(new aws.RunInstancesCommand(input));
    (answer.Instances ?? []).forEach((instance, index) => {
      bind(`node${first + index}`, instance.InstanceId);
      for (const { NetworkInterfaceId, Attachment } of instance.NetworkInterfaces ?? []) {
        bind(`nic${first + index}of${Attachment?.DeviceIndex}`, NetworkInterfaceId);
      }
    });
    return answer;
  });
}

/** What each sequence begins with: two tables, two nodes with one interface and one with two, an interface by itself. */
export const BEGINNING: readonly Step[] = [
  makeTable('table0'),
  makeTable('table1'),
  launch(0, 1, 1),
  launch(2, 2, 2),
  write('CreateNetworkInterface', async (ec2, idOf, bind) => {
    const answer = await ec2.send(
      new aws.CreateNetworkInterfaceCommand({ SubnetId: idOf('subnet'), Description: 'x' }),
    );
    bind('nic3of0', answer.NetworkInterface?.NetworkInterfaceId);
    return answer;
  }),
];

/** What each sequence leaves: nothing that runs, no tables. */
export const END: readonly Step[] = [
  write('TerminateInstances', (ec2, idOf) =>
    ec2.send(new aws.TerminateInstancesCommand({ InstanceIds: names('node', 3).map(idOf) })),
  ),
];
