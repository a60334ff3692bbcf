import { CreateRouteCommand, DeleteRouteCommand } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { AWS_CREDENTIALS, FUNCTION_NAME } from '../../../../infra/local/aws-deployment.ts';
import { functionArn, recordCloudTrail } from '../../../../infra/local/aws.ts';
import { ec2Client } from '../../../../shared/aws/api/client.ts';
import { type AwsTestbed, startAwsTestbed } from '../../../support/testbed/aws.ts';

const D = '10.200.0.0/24';
const ALICE = 'arn:aws:sts::123456789012:assumed-role/admins/alice';

/** A client in the name of `arn`; the events of what it does come to the deployment's rules. */
function clientOf(bench: AwsTestbed, arn: string, seen: object[] = []) {
  const client = ec2Client({ endpoint: bench.ec2.url, region: 'us-east-1', credentials: AWS_CREDENTIALS });
  recordCloudTrail(client, arn, (event) => {
    seen.push(event);
    bench.putEvent(event);
  });
  return client;
}

const routeOf = ({ network }: AwsTestbed) => ({ RouteTableId: network.routeTableId, DestinationCidrBlock: D });

/** How many messages an edit in the name of `arn` leaves in the queue. */
async function messagesAfterEditBy(arn: string, bench: AwsTestbed): Promise<number> {
  const edit = new CreateRouteCommand({ ...routeOf(bench), GatewayId: bench.network.gatewayId });
  await clientOf(bench, arn).send(edit);
  return bench.queue.length;
}

describe('the rule of the deployment for route edits that CloudTrail reports', () => {
  it.each([
    ['a person with a role', ALICE],
    ['a user', 'arn:aws:iam::123456789012:user/eve'],
    ['the root', 'arn:aws:iam::123456789012:root'],
    ['another function', functionArn('other')],
  ])('takes an edit by %s', async (_, arn) => {
    await using bench = await startAwsTestbed();
    expect(await messagesAfterEditBy(arn, bench)).toBe(1);
  });

  it('takes no edit under the function’s own role, whoever works under it', async () => {
    await using bench = await startAwsTestbed();
    const role = bench.functionRole;
    expect(await messagesAfterEditBy(functionArn(FUNCTION_NAME, role), bench)).toBe(0);
    await using another = await startAwsTestbed();
    expect(await messagesAfterEditBy(functionArn('alice', role), another)).toBe(0);
  });

  it('takes no edit that failed, and none in another account', async () => {
    await using bench = await startAwsTestbed();
    await expect(clientOf(bench, ALICE).send(new DeleteRouteCommand(routeOf(bench)))).rejects.toThrow(/no route/);
    expect(bench.queue.length).toBe(0);
    expect(await messagesAfterEditBy(ALICE.replace('123456789012', '210987654321'), bench)).toBe(0);
  });

  it('leads to a repair, of which nothing comes back', async () => {
    await using bench = await startAwsTestbed();
    const own = functionArn(FUNCTION_NAME, bench.functionRole);
    recordCloudTrail(bench.clients.ec2, own, (event) => bench.putEvent(event));
    const id = bench.boot(0);
    await bench.queue.drainAll(bench.handler);
    const { batches } = bench.queue;
    await clientOf(bench, ALICE).send(new DeleteRouteCommand(routeOf(bench)));
    await bench.queue.drainAll(bench.handler);
    expect(bench.routes()).toEqual({ [D]: id });
    expect(bench.queue.batches).toBe(batches + 1);
  });

  it('is given events that are whole', async () => {
    await using bench = await startAwsTestbed();
    const seen: object[] = [];
    const client = clientOf(bench, ALICE, seen);
    await client.send(new CreateRouteCommand({ ...routeOf(bench), GatewayId: bench.network.gatewayId }));
    await client.send(new DeleteRouteCommand(routeOf(bench)));
    await expect(client.send(new DeleteRouteCommand(routeOf(bench)))).rejects.toThrow();
    const uuid = expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const account = '123456789012';
    const issuer = { type: 'Role', arn: `arn:aws:iam::${account}:role/admins`, accountId: account, userName: 'admins' };
    const common = { eventType: 'AwsApiCall', managementEvent: true, readOnly: false, recipientAccountId: account };
    const whole = {
      version: '0',
      id: uuid,
      'detail-type': 'AWS API Call via CloudTrail',
      source: 'aws.ec2',
      account,
      time,
      region: 'us-east-1',
      resources: [],
      detail: {
        ...common,
        eventVersion: '1.11',
        eventID: uuid,
        eventTime: time,
        eventSource: 'ec2.amazonaws.com',
        awsRegion: 'us-east-1',
        sourceIPAddress: expect.any(String),
        userAgent: expect.stringContaining('aws-sdk-js'),
        userIdentity: {
          type: 'AssumedRole',
          arn: ALICE,
          accountId: account,
          sessionContext: { sessionIssuer: issuer, attributes: { creationDate: time, mfaAuthenticated: 'false' } },
        },
      },
    };
    for (const event of seen) expect(event).toMatchObject(whole);
    const requestParameters = { routeTableId: bench.network.routeTableId, destinationCidrBlock: D };
    const refusal = { errorCode: 'Client.InvalidRoute.NotFound', errorMessage: expect.stringContaining('no route') };
    const answered = { requestID: uuid, responseElements: { requestId: uuid, _return: true } };
    expect(seen).toMatchObject([
      { detail: { eventName: 'CreateRoute', ...answered, requestParameters: { gatewayId: bench.network.gatewayId } } },
      { detail: { eventName: 'DeleteRoute', ...answered, requestParameters } },
      { detail: { eventName: 'DeleteRoute', ...refusal, requestID: uuid, responseElements: null, requestParameters } },
    ]);
  });
});
