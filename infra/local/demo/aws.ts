import { listAwsRoutes } from '../../../functions/cli/target/aws-routes.ts';
import { ec2Client } from '../../../shared/aws/api/client.ts';
import { makeEc2Api } from '../../../shared/aws/api/api.ts';
import { Pump } from '../deliver/pump.ts';
import { AWS_CREDENTIALS, deployAws } from '../aws-deployment.ts';
import { bootController, bootWorker, createLabNetwork, lab, startLocalEc2 } from '../aws.ts';
import { Narrator } from './narrator.ts';

const COMMAND = `aws ec2 describe-route-tables --route-table-id "$ROUTE_TABLE_ID" \\
    --query 'RouteTables[0].Routes[]|sort_by(@, &DestinationCidrBlock)[].[InstanceId,DestinationCidrBlock,GatewayId]' --output table`;

/** The tutorial on AWS: workers boot and get routes, one is terminated and loses its route, a deleted route is recreated by the resync. */
export async function demoAws(): Promise<void> {
  const ec2 = await startLocalEc2();
  const tell = new Narrator();
  const { handler, queue } = deployAws(ec2, { log: tell.logger('aws') });
  const client = ec2Client({ endpoint: ec2.url, region: 'us-east-1', credentials: AWS_CREDENTIALS });
  const ec2Calls = makeEc2Api(client);
  const pump = new Pump({
    drain: () => queue.drain(handler),
    waiting: () => queue.length,
    gather: 20,
    again: 1000,
  });
  const nameOf = (id: string) => ec2.world.instance(id)?.tags.get('Name') ?? id;
  ec2.onEvent(({ detail }) => {
    tell.knows(detail['instance-id'], nameOf(detail['instance-id']));
    tell.happens(`EventBridge  ${nameOf(detail['instance-id'])} (${detail['instance-id']}) is ${detail.state}`);
    pump.kick();
  });
  /** Completes transitions and delivers their events to the function. */
  const settle = async () => {
    await pump.idle();
    ec2.settle();
    await pump.idle();
  };

  tell.heading(`AWS: the cluster ${lab.cluster}, pods in ${lab.clusterCidr}, on a local EC2 at ${ec2.url}`);
  const network = createLabNetwork(ec2.world);
  for (let i = 0; i < lab.controllers; i += 1) bootController(ec2.world, network, i);
  const workers = Array.from({ length: lab.workers }, (_, i) => bootWorker(ec2.world, network, i));
  await settle();
  tell.shows(COMMAND, await listAwsRoutes(ec2Calls, network.routeTableId));

  const [first, , last] = workers;
  if (first === undefined || last === undefined) throw new Error('the lab has three workers');
  tell.happens(`somebody terminates ${nameOf(last.id)}`);
  ec2.world.terminate(last.id);
  await settle();
  tell.happens('somebody deletes the route 10.200.0.0/24 behind its back; the scheduled resync comes');
  ec2.world.deleteRoute(network.routeTableId, '10.200.0.0/24');
  await handler({ 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} });
  tell.shows(COMMAND, await listAwsRoutes(ec2Calls, network.routeTableId));
  tell.happens(`done, with ${ec2.calls.count()} API calls`);

  await pump.close();
  client.destroy();
  await ec2.close();
}
