import { listAwsRoutes } from '../../../functions/cli/target/aws-routes.ts';
import { ec2Client } from '../../../shared/aws/api/client.ts';
import { makeEc2Api } from '../../../shared/aws/api/api.ts';
import { Pump } from '../deliver/pump.ts';
import { AWS_CREDENTIALS, deployAws } from '../aws-deployment.ts';
import {
  bootController,
  bootWorker,
  createTutorialNetwork,
  AWS_TUTORIAL,
  LocalAutoScaling,
  startLocalEc2,
} from '../aws.ts';
import { demoAwsGroup } from './aws-group.ts';
import { Narrator } from './narrator.ts';

const COMMAND = `aws ec2 describe-route-tables --route-table-id "$ROUTE_TABLE_ID" \\
    --query 'RouteTables[0].Routes[]|sort_by(@, &DestinationCidrBlock)[].[InstanceId,DestinationCidrBlock,GatewayId]' --output table`;

/**
 * The tutorial on AWS: workers boot and get routes, one is terminated and loses its route, a deleted route is recreated by the
 * resync; then a group, whose instances are given their ranges.
 */
export async function demoAws(): Promise<void> {
  const ec2 = await startLocalEc2();
  const tell = new Narrator();
  const nameOf = (id: string) => ec2.backend.instance(id)?.tags.get('Name') ?? id;
  ec2.onEvent(({ detail }) => {
    tell.setName(detail['instance-id'], nameOf(detail['instance-id']));
    tell.event(`EventBridge  ${nameOf(detail['instance-id'])} (${detail['instance-id']}) is ${detail.state}`);
  });
  await using scaling = await LocalAutoScaling.start(ec2);
  const { deliver, handler, queue } = deployAws(ec2, { log: tell.logger('aws'), autoScalingUrl: scaling.url });
  const client = ec2Client({ endpoint: ec2.url, region: 'us-east-1', credentials: AWS_CREDENTIALS });
  const ec2Calls = makeEc2Api(client);
  const pump = new Pump({
    drain: () => queue.drain(handler),
    waiting: () => queue.length,
    batchingWindow: 20,
    retryDelay: 1000,
  });
  scaling.onEvent((event) => {
    deliver(event);
    pump.notify();
  });
  ec2.onEvent(() => pump.notify());
  ec2.onTagChange(() => pump.notify());
  /** Completes transitions and delivers their events to the function. */
  const settle = async () => {
    await pump.idle();
    ec2.settle();
    await pump.idle();
  };

  tell.heading(
    `AWS: the cluster ${AWS_TUTORIAL.cluster}, pods in ${AWS_TUTORIAL.clusterCidr}, on a local EC2 at ${ec2.url}`,
  );
  const network = createTutorialNetwork(ec2.backend);
  for (let i = 0; i < AWS_TUTORIAL.controllers; i += 1) bootController(ec2.backend, network, i);
  const workers = Array.from({ length: AWS_TUTORIAL.workers }, (_, i) => bootWorker(ec2.backend, network, i));
  await settle();
  tell.output(COMMAND, await listAwsRoutes(ec2Calls, network.routeTableId));

  const [first, , last] = workers;
  if (first === undefined || last === undefined) throw new Error('the lab has three workers');
  tell.event(`somebody terminates ${nameOf(last.id)}`);
  ec2.backend.terminate(last.id);
  await settle();
  tell.event('somebody deletes the route 10.200.0.0/24 behind its back; the scheduled resync comes');
  ec2.backend.deleteRoute(network.routeTableId, '10.200.0.0/24');
  await handler({ 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} });
  tell.output(COMMAND, await listAwsRoutes(ec2Calls, network.routeTableId));
  await demoAwsGroup({ ec2, scaling, client, network, tell, settle });
  tell.output(COMMAND, await listAwsRoutes(ec2Calls, network.routeTableId));
  tell.event(`done, with ${ec2.calls.count()} API calls`);

  await pump.close();
  client.destroy();
  await ec2.close();
}
