import { CreateRouteCommand, DeleteRouteCommand, type EC2Client, ReplaceRouteCommand } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { AWS_CREDENTIALS, FUNCTION_NAME } from '../../../../infra/local/aws-deployment.ts';
import { functionArn, recordCloudTrail } from '../../../../infra/local/aws.ts';
import { ec2Client } from '../../../../shared/aws/api/client.ts';
import { type AwsTestbed, startAwsTestbed } from '../../../support/testbed/aws.ts';

const D = '10.200.0.0/24';
const ALICE = 'arn:aws:sts::123456789012:assumed-role/admins/alice';

/** Somebody's client, and the function's own, both watched by the trail. */
function cloudTrailClient(testbed: AwsTestbed, arn = ALICE): EC2Client {
  const theirs = ec2Client({ endpoint: testbed.ec2.url, region: 'us-east-1', credentials: AWS_CREDENTIALS });
  recordCloudTrail(theirs, arn, (event) => testbed.queue.send(event));
  recordCloudTrail(testbed.clients.ec2, functionArn(FUNCTION_NAME), (event) => testbed.queue.send(event));
  return theirs;
}

const reconciles = (testbed: AwsTestbed) => testbed.lines.filter(({ message }) => message === 'reconciled').length;

describe('route edits that CloudTrail reports', () => {
  it('by somebody else are repaired, reported as drift, and told with who did it; ours never loop', async () => {
    await using bench = await startAwsTestbed({ settings: { EVENT_BUS_NAME: 'default' } });
    const id = bench.boot(0);
    const alice = cloudTrailClient(bench);
    await bench.deliver();
    await bench.queue.drainAll(bench.handler);
    expect(reconciles(bench)).toBe(1);

    const route = { RouteTableId: bench.network.routeTableId, DestinationCidrBlock: D };
    await alice.send(new DeleteRouteCommand(route));
    await bench.queue.drainAll(bench.handler);
    expect(bench.routes()).toEqual({ [D]: id });
    // The repair came back as an event too, and cost no further reconcile.
    expect(reconciles(bench)).toBe(2);
    expect(bench.queue.batches).toBe(4);
    expect(bench.lines).toContainEqual(
      expect.objectContaining({
        level: 'warn',
        why: `${ALICE} called DeleteRoute for ${D} in ${route.RouteTableId}`,
      }),
    );
    expect(bench.bus.events.at(-1)).toMatchObject({
      'detail-type': 'Pod Route Created',
      detail: { destination: D, drift: true },
    });
  });

  it('that re-point a route are put right', async () => {
    await using bench = await startAwsTestbed();
    const [id, other] = [bench.boot(0), bench.boot(1)];
    await bench.deliver();
    const alice = cloudTrailClient(bench);
    const route = { RouteTableId: bench.network.routeTableId, DestinationCidrBlock: D };
    await alice.send(new ReplaceRouteCommand({ ...route, InstanceId: other }));
    await bench.queue.drainAll(bench.handler);
    expect(bench.routes()[D]).toBe(id);
  });

  it.each([
    ['outside the cluster CIDR', { DestinationCidrBlock: '10.99.0.0/24' }],
    ['of a range that holds the cluster CIDR', { DestinationCidrBlock: '10.0.0.0/8' }],
    ['of another family, outside', { DestinationIpv6CidrBlock: 'fd00:99::/64' }],
  ])('%s are ignored', async (_, destination) => {
    await using bench = await startAwsTestbed();
    const { routeTableId: RouteTableId, gatewayId: GatewayId } = bench.network;
    await cloudTrailClient(bench).send(new CreateRouteCommand({ RouteTableId, GatewayId, ...destination }));
    expect(bench.queue.length).toBe(1);
    bench.ec2.calls.reset();
    await bench.deliver();
    expect(bench.ec2.calls.count()).toBe(0);
    expect(bench.lines).toContainEqual(expect.objectContaining({ why: 'a route edit outside the cluster CIDR' }));
  });

  it('that failed are ignored', async () => {
    await using bench = await startAwsTestbed();
    const route = { RouteTableId: bench.network.routeTableId, DestinationCidrBlock: D };
    await expect(cloudTrailClient(bench).send(new DeleteRouteCommand(route))).rejects.toThrow(/no route/);
    bench.ec2.calls.reset();
    await bench.deliver();
    expect(bench.ec2.calls.count()).toBe(0);
  });

  it('in a table that the settings do not name are ignored', async () => {
    await using bench = await startAwsTestbed({ settings: { ROUTE_TABLE_IDS: 'rtb-0123456789abcdef0' } });
    const { routeTableId: RouteTableId, gatewayId: GatewayId } = bench.network;
    const alice = cloudTrailClient(bench);
    await alice.send(new CreateRouteCommand({ RouteTableId, GatewayId, DestinationCidrBlock: D }));
    bench.ec2.calls.reset();
    await bench.deliver();
    expect(bench.ec2.calls.count()).toBe(0);
  });

  it.each([
    ['a person of the function’s name', `arn:aws:iam::123456789012:user/${FUNCTION_NAME}`],
    ['another function of the account', functionArn('other')],
    ['a role of the function’s name', `arn:aws:sts::123456789012:assumed-role/${FUNCTION_NAME}/alice`],
  ])('%s is not taken for us', async (_, arn) => {
    await using bench = await startAwsTestbed();
    const id = bench.boot(0);
    await bench.deliver();
    const route = { RouteTableId: bench.network.routeTableId, DestinationCidrBlock: D };
    await cloudTrailClient(bench, arn).send(new DeleteRouteCommand(route));
    await bench.queue.drainAll(bench.handler);
    expect(bench.routes()).toEqual({ [D]: id });
  });

  it.each([{}, { eventName: 'DeleteRoute' }, { eventName: 'DeleteRoute', userIdentity: 'me' }])(
    'that are malformed are dropped: %j',
    async (detail) => {
      await using bench = await startAwsTestbed();
      bench.queue.send({ source: 'aws.ec2', 'detail-type': 'AWS API Call via CloudTrail', detail });
      await bench.deliver();
      expect(bench.ec2.calls.count()).toBe(0);
      expect(bench.lines).toContainEqual(expect.objectContaining({ message: 'event dropped' }));
    },
  );

  it('an edit under way with other calls of the trail costs nothing', async () => {
    await using bench = await startAwsTestbed();
    const detail = { eventName: 'RunInstances', userIdentity: { arn: ALICE }, requestParameters: { maxCount: 1 } };
    bench.queue.send({ source: 'aws.ec2', 'detail-type': 'AWS API Call via CloudTrail', detail });
    await bench.deliver();
    expect(bench.ec2.calls.count()).toBe(0);
  });
});
