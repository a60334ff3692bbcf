import { CreateRouteCommand, DescribeInstancesCommand, DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { openCloud, openLab, running } from './harness.ts';

async function post(url: string, body: string): Promise<{ status: number; text: string }> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const response = await fetch(url, { method: 'POST', body, headers });
  return { status: response.status, text: await response.text() };
}

describe('the wire', () => {
  it('answers in the namespace of the API with a request id', async () => {
    await using cloud = await openCloud();
    const { status, text } = await post(cloud.ec2.url, 'Action=DescribeVpcs&Version=2016-11-15');
    expect(status).toBe(200);
    expect(text).toContain('<DescribeVpcsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">');
    expect(text).toMatch(/<requestId>[0-9a-f-]{36}<\/requestId>/);
  });

  it('takes GET as well', async () => {
    await using cloud = await openCloud();
    const response = await fetch(`${cloud.ec2.url}/?Action=DescribeRegions`);
    expect(await response.text()).toContain('<regionName>us-east-1</regionName>');
  });

  it('answers errors in the form of EC2', async () => {
    await using cloud = await openCloud();
    const { status, text } = await post(cloud.ec2.url, 'Action=DescribeVolumes');
    expect(status).toBe(400);
    expect(text).toMatch(
      /<Response><Errors><Error><Code>InvalidAction<\/Code><Message>.*<\/Message><\/Error><\/Errors><RequestID>/,
    );
  });

  it('asks for the action and for parameters', async () => {
    await using cloud = await openCloud();
    expect((await post(cloud.ec2.url, '')).text).toContain('<Code>MissingAction</Code>');
    const { text } = await post(cloud.ec2.url, 'Action=CreateRoute');
    expect(text).toContain('The request must contain the parameter routeTableId');
  });

  it('keeps odd characters of tags', async () => {
    await using cloud = await openLab();
    const id = running(cloud);
    const odd = `<a href="x">&amp; 'ä' ☃</a>`;
    cloud.ec2.backend.tag(id, { odd });
    const { Reservations } = await cloud.client.send(new DescribeInstancesCommand({}));
    expect(Reservations?.[0]?.Instances?.[0]?.Tags).toEqual([{ Key: 'odd', Value: odd }]);
  });

  it('does nothing on a dry run', async () => {
    await using cloud = await openLab();
    const id = running(cloud);
    const call = new CreateRouteCommand({
      RouteTableId: cloud.net.routeTableId,
      DestinationCidrBlock: '10.200.0.0/24',
      InstanceId: id,
      DryRun: true,
    });
    await expect(cloud.client.send(call)).rejects.toMatchObject({
      name: 'DryRunOperation',
      $metadata: { httpStatusCode: 412 },
    });
    expect(cloud.ec2.backend.routesOf(cloud.net.routeTableId)).toHaveLength(2);
  });

  it('gives the same ids in every run with the same seed', async () => {
    await using one = await openLab();
    await using same = await openLab();
    await using other = await openLab({ seed: 2 });
    expect(running(one)).toMatch(/^i-0[0-9a-f]{16}$/);
    expect(same.net).toEqual(one.net);
    expect(other.net).not.toEqual(one.net);
  });
});

describe('calls and faults', () => {
  it('records every call with its error code', async () => {
    await using cloud = await openCloud();
    await cloud.client.send(new DescribeVpcsCommand({}));
    await cloud.client.send(new DescribeVpcsCommand({ VpcIds: ['vpc-1'] })).catch(() => undefined);
    expect(cloud.ec2.calls.all).toEqual([
      { action: 'DescribeVpcs' },
      { action: 'DescribeVpcs', error: 'InvalidVpcID.Malformed' },
    ]);
  });

  it.each([
    ['UnauthorizedOperation', 403],
    ['InternalError', 500],
    ['Unavailable', 503],
    ['InvalidInstanceID.NotFound', 400],
  ])('answers a planned %s once, with status %i', async (code, httpStatusCode) => {
    await using cloud = await openCloud();
    cloud.ec2.faults.failNext('DescribeVpcs', { code });
    const call = () => cloud.client.send(new DescribeVpcsCommand({}));
    await expect(call()).rejects.toMatchObject({ name: code, $metadata: { httpStatusCode } });
    await expect(call()).resolves.toMatchObject({ Vpcs: [] });
  });

  it('can carry a call out and say that it failed', async () => {
    await using cloud = await openLab();
    const id = running(cloud);
    cloud.ec2.faults.failNext('CreateRoute', { code: 'InternalError', when: 'after' });
    const call = new CreateRouteCommand({
      RouteTableId: cloud.net.routeTableId,
      DestinationCidrBlock: '10.200.0.0/24',
      InstanceId: id,
    });
    await expect(cloud.client.send(call)).rejects.toThrow('InternalError');
    expect(cloud.ec2.backend.routesOf(cloud.net.routeTableId)).toHaveLength(3);
  });

  it.each([
    ['before', 2],
    ['after', 3],
  ] as const)('can cut the connection %s a call takes effect', async (when, routes) => {
    await using cloud = await openLab();
    const id = running(cloud);
    cloud.ec2.faults.failNext('CreateRoute', { code: 'cut', dropConnection: true, when });
    const call = new CreateRouteCommand({
      RouteTableId: cloud.net.routeTableId,
      DestinationCidrBlock: '10.200.0.0/24',
      InstanceId: id,
    });
    await expect(cloud.client.send(call)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(cloud.ec2.backend.routesOf(cloud.net.routeTableId)).toHaveLength(routes);
    expect(cloud.ec2.calls.all).toEqual([{ action: 'CreateRoute', error: 'ConnectionDropped' }]);
  });

  it('throttles with a token bucket', async () => {
    await using cloud = await openCloud();
    cloud.ec2.faults.throttle('DescribeVpcs', 2, 1);
    const call = () => cloud.client.send(new DescribeVpcsCommand({}));
    await call();
    await call();
    await expect(call()).rejects.toMatchObject({
      name: 'RequestLimitExceeded',
      $metadata: { httpStatusCode: 503 },
    });
    cloud.clock.now += 1000;
    await expect(call()).resolves.toBeDefined();
  });
});
