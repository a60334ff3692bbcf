import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  EventBridgeClient,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  ListArchivesCommand,
  PutEventsCommand,
} from '@aws-sdk/client-eventbridge';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { GetQueueUrlCommand, ListQueuesCommand, SQSClient, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AwsDeployment, deployAws } from '../../../infra/local/deploy/aws.ts';
import { bootWorker, createTutorialNetwork, type LocalEc2, startLocalEc2 } from '../../../infra/local/aws.ts';
import { captureLog } from '../../support/testbed/log.ts';

const STACK = 'podroutes-kubernetes-the-hard-way';

describe('what an account has beside EC2, behind the same endpoint', () => {
  let ec2: LocalEc2;
  let deployed: AwsDeployment;
  beforeAll(async () => {
    ec2 = await startLocalEc2();
    deployed = deployAws(ec2, { log: captureLog('aws').log });
  });
  afterAll(() => ec2.close());

  const options = () => ({
    endpoint: ec2.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });

  it('answers for what does not exist as each service does', async () => {
    const [sqs, lambda] = [new SQSClient(options()), new LambdaClient(options())];
    const [events, iam] = [new EventBridgeClient(options()), new IAMClient(options())];
    const queue = sqs.send(new GetQueueUrlCommand({ QueueName: 'none' }));
    await expect(queue).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
    const fn = lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'none' }));
    await expect(fn).rejects.toMatchObject({ name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 404 } });
    const rule = events.send(new DescribeRuleCommand({ Name: 'none' }));
    await expect(rule).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    const role = { PolicySourceArn: 'arn:aws:iam::123456789012:role/none', ActionNames: ['ec2:CreateRoute'] };
    await expect(iam.send(new SimulatePrincipalPolicyCommand(role))).rejects.toMatchObject({ Code: 'NoSuchEntity' });
  });

  it('says what it lacks instead of making something up', async () => {
    const events = new EventBridgeClient(options());
    const list = events.send(new ListArchivesCommand({}));
    await expect(list).rejects.toMatchObject({ name: 'UnknownOperationException' });
    expect(ec2.calls.all.at(-1)).toEqual({ action: 'events:unknown', error: 'UnknownOperationException' });
  });

  it('shows the log of the function by time and page, and nobody else’s token', async () => {
    const logs = new CloudWatchLogsClient(options());
    const logGroupName = `/aws/lambda/${STACK}`;
    const group = ec2.services.logGroups.get(logGroupName);
    for (const time of [30, 10, 20]) group?.write(`at ${time}`, time);
    const read = (more: object) => logs.send(new FilterLogEventsCommand({ logGroupName, endTime: 30, ...more }));
    const first = await read({ limit: 2 });
    expect(first.events?.map(({ message }) => message)).toEqual(['at 10', 'at 20']);
    const { nextToken } = first;
    expect(await read({ nextToken })).toMatchObject({ events: [{ message: 'at 30', timestamp: 30 }] });
    expect((await read({ startTime: 20 })).events).toHaveLength(2);
    const refused = { name: 'InvalidParameterException' };
    await expect(read({ nextToken, startTime: 1 })).rejects.toMatchObject(refused);
    await expect(read({ nextToken: 'bm9uZQ' })).rejects.toMatchObject(refused);
    await expect(read({ filterPattern: 'x' })).rejects.toMatchObject(refused);
    await expect(read({ logGroupName: 'none' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('filters the log by a field of JSON', async () => {
    const logs = new CloudWatchLogsClient(options());
    const logGroupName = `/aws/lambda/${STACK}`;
    const group = ec2.services.logGroups.get(logGroupName);
    for (const line of ['{"at":"a","n":1}', '{"at":"b"}', 'at a', '"a"', '{"at":"a","n":2}']) group?.write(line, 40);
    const read = (more: object) => logs.send(new FilterLogEventsCommand({ logGroupName, endTime: 40, ...more }));
    const filterPattern = '{ $.at = "a" }';
    const { events, nextToken } = await read({ filterPattern, limit: 1 });
    expect(events).toMatchObject([{ message: '{"at":"a","n":1}' }]);
    expect((await read({ filterPattern, nextToken })).events).toMatchObject([{ message: '{"at":"a","n":2}' }]);
    await expect(read({ nextToken })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  it('logs of each invocation what Lambda does', async () => {
    const group = ec2.services.logGroups.get(`/aws/lambda/${STACK}`);
    const start = Date.now();
    await deployed.handler({ source: 'nobody', 'detail-type': 'Nothing', detail: {} });
    const lines = group?.between(start, Infinity).map(({ message }) => message.replace(/[ "].*/, ''));
    expect(lines?.[0]).toBe('START');
    expect(lines?.slice(-2)).toEqual(['END', 'REPORT']);
    ec2.faults.failAlways('DescribeRouteTables', { code: 'UnauthorizedOperation', status: 403 });
    await expect(deployed.handler({ action: 'plan' })).rejects.toThrow();
    ec2.faults.clear();
    expect(group?.between(start, Infinity).at(-3)?.message).toMatch(/\tERROR\tInvoke Error \t\{"errorType":/);
  });

  it('passes on events that are put on the bus by the rules of the deployment, and refuses what EventBridge refuses', async () => {
    const events = new EventBridgeClient(options());
    const entry = { Source: 'me', DetailType: 'Resync Requested', Detail: '{}' };
    const Entries = [
      entry,
      { ...entry, DetailType: 'Something Else' },
      { ...entry, Detail: '{' },
      { ...entry, Source: 'aws.ec2' },
      { DetailType: 'x', Detail: '{}' },
    ];
    expect(await events.send(new PutEventsCommand({ Entries }))).toMatchObject({
      FailedEntryCount: 3,
      Entries: [
        { EventId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
        { EventId: expect.any(String) },
        { ErrorCode: 'MalformedDetail' },
        { ErrorCode: 'NotAuthorizedForSourceException' },
        { ErrorCode: 'InvalidArgument' },
      ],
    });
    expect(deployed.queue.takeAll().map((body) => JSON.parse(body))).toMatchObject([
      { source: 'me', 'detail-type': 'Resync Requested', account: '123456789012', region: 'us-east-1' },
    ]);
  });

  it('denies what a fault says, by the names that IAM has', async () => {
    ec2.faults.failAlways('sqs:ListQueues', { code: 'AccessDeniedException' });
    const list = () => new SQSClient(options()).send(new ListQueuesCommand({ QueueNamePrefix: STACK }));
    await expect(list()).rejects.toThrow(/is not authorized to perform: sqs:ListQueues/);
    ec2.faults.stopFailing('sqs:ListQueues');
    expect((await list()).QueueUrls).toHaveLength(3);
  });

  it('carries out a call of which the answer is lost', async () => {
    ec2.faults.failNext('events:DisableRule', { code: 'cut', connection: 'closed', when: 'after' });
    const Name = `${STACK}-ScheduleRule-L0C4LL0C4L01`;
    const events = new EventBridgeClient(options());
    await expect(events.send(new DisableRuleCommand({ Name }))).rejects.toThrow();
    expect(await events.send(new DescribeRuleCommand({ Name }))).toMatchObject({ State: 'DISABLED' });
    await events.send(new EnableRuleCommand({ Name }));
  });

  it('moves dead letters back to their queue, and nothing else anywhere', async () => {
    const sqs = new SQSClient(options());
    deployed.queue.deadLetters.push('{"a":1}');
    const move = (name: string) => {
      const SourceArn = `arn:aws:sqs:us-east-1:123456789012:${STACK}-${name}-L0C4LL0C4L01`;
      return sqs.send(new StartMessageMoveTaskCommand({ SourceArn }));
    };
    await move('DeadLetters');
    expect(deployed.queue.deadLetters).toEqual([]);
    expect(deployed.queue.takeAll()).toEqual(['{"a":1}']);
    await expect(move('UndeliveredEvents')).rejects.toThrow(/must be configured as a Dead Letter Queue/);
  });

  it('delivers no event by a rule that is disabled', () => {
    const network = createTutorialNetwork(ec2.backend);
    const rule = ec2.services.rules.get(`${STACK}-InstanceStateRule-L0C4LL0C4L01`);
    if (rule === undefined) throw new Error('there is no such rule');
    rule.enabled = false;
    bootWorker(ec2.backend, network, 0);
    expect(deployed.queue.length).toBe(0);
    rule.enabled = true;
    bootWorker(ec2.backend, network, 1);
    expect(deployed.queue.length).toBe(1);
  });
});
