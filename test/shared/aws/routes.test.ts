import {
  CreateRouteCommand,
  DeleteRouteCommand,
  DescribeRouteTablesCommand,
  EC2Client,
  EC2ServiceException,
  ReplaceRouteCommand,
} from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeEc2Api } from '../../../shared/aws/api/api.ts';
import { readAwsConfig } from '../../../shared/aws/config.ts';
import { createRoute, deleteRoute, replaceRoute } from '../../../shared/aws/routes/route-writes.ts';
import { readClusterTables } from '../../../shared/aws/routes/route-reads.ts';
import { cidr, nextHopTo, node, route } from '../../support/builders/network.ts';

const client = new EC2Client({ region: 'us-east-1' });
// This one client, not the class: other tests of the same process talk to a real server.
const ec2 = mockClient(client);
const api = makeEc2Api(client, { retryPolicy: { maxRetries: 0, initialBackoff: 0 } });
const V4 = cidr('10.200.0.0/24');
const V6 = cidr('fd00:10::/64');
const ec2Error = (code: string, message = code) =>
  new EC2ServiceException({ name: code, message, $fault: 'client', $metadata: { httpStatusCode: 400 } });

beforeEach(() => ec2.reset());

describe('where a route is pointed', () => {
  it.each([
    [V4, { DestinationCidrBlock: V4 }],
    [V6, { DestinationIpv6CidrBlock: V6 }],
  ])('%s goes into its own field, to the instance where it has one interface', async (destination, field) => {
    await createRoute(api, 'rtb-1', destination, node('i-1'));
    expect(ec2.commandCalls(CreateRouteCommand)[0]?.args[0].input).toEqual({
      RouteTableId: 'rtb-1',
      InstanceId: 'i-1',
      ...field,
    });
  });

  it('goes to the interface where there are several, without a try in vain', async () => {
    await replaceRoute(api, route(V4, nextHopTo('old')), node('i-1', { extraInterfaces: ['eni-2'] }));
    const [call, ...more] = ec2.commandCalls(ReplaceRouteCommand);
    expect(call?.args[0].input).toMatchObject({ NetworkInterfaceId: 'eni-i-1' });
    expect(call?.args[0].input).not.toHaveProperty('InstanceId');
    expect(more).toEqual([]);
  });

  it.each(['pending', 'stopped'] as const)('goes to the interface of a node that is %s', async (state) => {
    await createRoute(api, 'rtb-1', V4, node('i-1', { state }));
    expect(ec2.commandCalls(CreateRouteCommand).map(({ args }) => args[0].input)).toEqual([
      { RouteTableId: 'rtb-1', NetworkInterfaceId: 'eni-i-1', DestinationCidrBlock: V4 },
    ]);
  });

  it.each(['InvalidInstanceID', 'IncorrectInstanceState'])('goes to the interface when EC2 says %s', async (code) => {
    ec2
      .on(CreateRouteCommand, { InstanceId: 'i-1' })
      .rejects(ec2Error(code))
      .on(CreateRouteCommand, { NetworkInterfaceId: 'eni-i-1' })
      .resolves({});
    await createRoute(api, 'rtb-1', V4, node('i-1'));
    expect(ec2.commandCalls(CreateRouteCommand)).toHaveLength(2);
  });

  it('is not tried twice for any other answer', async () => {
    ec2.on(CreateRouteCommand).rejects(ec2Error('RouteLimitExceeded'));
    await expect(createRoute(api, 'rtb-1', V4, node('i-1'))).rejects.toMatchObject({ kind: 'quota-exceeded' });
    expect(ec2.commandCalls(CreateRouteCommand)).toHaveLength(1);
  });
});

describe('what EC2 answers', () => {
  it.each([
    ['RouteAlreadyExists', 'already-exists'],
    ['InvalidInstanceID.NotFound', 'target-not-found'],
    ['InvalidNetworkInterfaceID.NotFound', 'target-not-found'],
    ['RouteLimitExceeded', 'quota-exceeded'],
    ['ResourceCountLimitExceeded', 'quota-exceeded'],
    ['UnauthorizedOperation', 'permission-denied'],
    ['AuthFailure', 'permission-denied'],
    ['ExpiredToken', 'permission-denied'],
    ['InvalidRouteTableID.NotFound', 'misconfigured'],
    ['IncorrectState', 'not-ready'],
    ['RequestLimitExceeded', 'throttled'],
    ['InternalError', 'transient'],
    ['InvalidParameterValue', 'rejected'],
    ['SomethingNew', 'rejected'],
  ])('%s means %s', async (code, kind) => {
    ec2.on(CreateRouteCommand).rejects(ec2Error(code));
    await expect(createRoute(api, 'rtb-1', V4, node('i-1'))).rejects.toMatchObject({
      name: 'CloudError',
      code,
      kind,
    });
  });

  it('a replace of no route has no code of its own', async () => {
    const message = `There is no route defined for '${V4}' in the route table. Use CreateRoute instead.`;
    ec2.on(ReplaceRouteCommand).rejects(ec2Error('InvalidParameterValue', message));
    await expect(replaceRoute(api, route(V4, nextHopTo('old')), node('i-1'))).rejects.toMatchObject({
      kind: 'not-found',
    });
  });

  it('a delete of no route is a success, any other answer is not', async () => {
    ec2
      .on(DeleteRouteCommand)
      .rejectsOnce(ec2Error('InvalidRoute.NotFound'))
      .rejects(ec2Error('InvalidRouteTableID.NotFound'));
    await deleteRoute(api, route(V4, nextHopTo('old')));
    await expect(deleteRoute(api, route(V4, nextHopTo('old')))).rejects.toMatchObject({ kind: 'misconfigured' });
  });

  it('a lost connection may come back, a bug of ours passes unchanged', async () => {
    ec2
      .on(DeleteRouteCommand)
      .rejectsOnce(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))
      .rejects(new TypeError('bug'));
    await expect(deleteRoute(api, route(V4, nextHopTo('old')))).rejects.toMatchObject({
      kind: 'transient',
      code: 'ECONNREFUSED',
    });
    await expect(deleteRoute(api, route(V4, nextHopTo('old')))).rejects.toBeInstanceOf(TypeError);
  });
});

describe('the tables of a cluster', () => {
  const config = readAwsConfig({ CLUSTER_NAME: 'c', CLUSTER_CIDR: '10.200.0.0/16', AWS_REGION: 'us-east-1' });

  it('are one VPC’s, or somebody must say which', async () => {
    ec2.on(DescribeRouteTablesCommand).resolves({
      RouteTables: [
        { RouteTableId: 'rtb-1', VpcId: 'vpc-1' },
        { RouteTableId: 'rtb-2', VpcId: 'vpc-2' },
      ],
    });
    await expect(readClusterTables(api, config)).rejects.toThrow(/rtb-1, rtb-2 are in several VPCs/);
  });

  it('name their VPC’s own ranges, of both families', async () => {
    const own = [
      { DestinationCidrBlock: '10.240.0.0/24', Origin: 'CreateRouteTable', GatewayId: 'local' },
      { DestinationIpv6CidrBlock: '2600:1F18::/56', Origin: 'CreateRouteTable', GatewayId: 'local' },
    ] as const;
    ec2
      .on(DescribeRouteTablesCommand)
      .resolves({ RouteTables: [{ RouteTableId: 'rtb-1', VpcId: 'vpc-1', Routes: [...own] }] });
    expect(await readClusterTables(api, config)).toMatchObject({
      vpcId: 'vpc-1',
      reserved: ['10.240.0.0/24', '2600:1f18::/56'],
    });
  });
});
