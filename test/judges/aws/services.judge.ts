import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as events from '@aws-sdk/client-eventbridge';
import * as iam from '@aws-sdk/client-iam';
import * as lambda from '@aws-sdk/client-lambda';
import * as sqs from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { AWS_CREDENTIALS } from '../../../infra/local/aws-deployment.ts';
import { type AwsTestbed, startAwsTestbed } from '../../support/testbed/aws.ts';
import { servedActions } from '../served-actions.ts';
import { sitePackages } from '../site-packages.ts';
import { Judge } from './model/judge.ts';
import { readServiceModel } from './model/service-model.ts';
import { visitOwnQueue, visitOwnRule } from './tour/queue-and-rule.ts';
import { watch } from './model/watch.ts';

const STACK = 'podroutes-kubernetes-the-hard-way';
const named = (name: string) => `${STACK}-${name}-L0C4LL0C4L01`;
const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:123456789012:${resource}`;
const ROLE = `arn:aws:iam::123456789012:role/${named('FunctionRole')}`;

const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'ec2:CreateRoute', Resource: '*' }],
});

const judgeOf = (service: string) => new Judge(readServiceModel(sitePackages(inject('judges')), service));

describe('the answers of what a deployment has beside EC2, by the descriptions that AWS gives its clients', () => {
  let bench: AwsTestbed;
  beforeAll(async () => {
    bench = await startAwsTestbed();
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  const options = (endpoint = bench.ec2.url) => {
    return { endpoint, region: 'us-east-1', credentials: AWS_CREDENTIALS, maxAttempts: 1 };
  };

  function expectFlawless({ findings, operations, errors }: Judge, served: readonly string[]): void {
    expect(findings.lines).toEqual([]);
    expect([...operations.keys()].toSorted()).toEqual(served);
    expect(errors.size).toBeGreaterThan(0);
  }

  it('SQS', async () => {
    const judge = judgeOf('sqs/2012-11-05');
    const client = watch(new sqs.SQSClient(options()), judge);
    const { QueueUrl } = await client.send(new sqs.GetQueueUrlCommand({ QueueName: named('EventQueue') }));
    bench.queue.deadLetters.push('{}');
    await client.send(new sqs.ListQueuesCommand());
    await client.send(new sqs.ListQueuesCommand({ QueueNamePrefix: 'none' }));
    await client.send(new sqs.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    await client.send(new sqs.StartMessageMoveTaskCommand({ SourceArn: arn('sqs', named('DeadLetters')) }));
    await client.send(new sqs.ReceiveMessageCommand({ QueueUrl }));
    await client.send(new sqs.PurgeQueueCommand({ QueueUrl }));
    await client.send(new sqs.ReceiveMessageCommand({ QueueUrl }));
    await visitOwnQueue(client);
    await expect(client.send(new sqs.GetQueueUrlCommand({ QueueName: 'none' }))).rejects.toThrow();
    const none = client.send(new sqs.StartMessageMoveTaskCommand({ SourceArn: arn('sqs', 'none') }));
    await expect(none).rejects.toThrow();
    expectFlawless(judge, servedActions('SQS'));
  });

  it('EventBridge', async () => {
    const judge = judgeOf('events/2015-10-07');
    const client = watch(new events.EventBridgeClient(options()), judge);
    const TargetArn = arn('sqs', named('EventQueue'));
    const { RuleNames = [] } = await client.send(new events.ListRuleNamesByTargetCommand({ TargetArn }));
    for (const Name of RuleNames) {
      await client.send(new events.DescribeRuleCommand({ Name }));
      await client.send(new events.ListTargetsByRuleCommand({ Rule: Name }));
      await client.send(new events.DisableRuleCommand({ Name }));
      await client.send(new events.EnableRuleCommand({ Name }));
    }
    await visitOwnRule(client);
    await expect(client.send(new events.DescribeRuleCommand({ Name: 'none' }))).rejects.toThrow();
    const entry = { Source: 'me', DetailType: 'Something', Detail: '{}' };
    await client.send(new events.PutEventsCommand({ Entries: [entry, { ...entry, Detail: '{' }] }));
    expectFlawless(judge, servedActions('EventBridge'));
  });

  it('CloudWatch Logs', async () => {
    const judge = judgeOf('logs/2014-03-28');
    const client = watch(new logs.CloudWatchLogsClient(options()), judge);
    const logGroupName = `/aws/lambda/${STACK}`;
    await bench.handler({ action: 'plan' });
    const { nextToken, events } = await client.send(new logs.FilterLogEventsCommand({ logGroupName, limit: 2 }));
    expect(events).toHaveLength(2);
    const other = client.send(new logs.FilterLogEventsCommand({ logGroupName, nextToken, startTime: 1 }));
    await expect(other).rejects.toThrow();
    await client.send(new logs.FilterLogEventsCommand({ logGroupName, nextToken }));
    await client.send(new logs.FilterLogEventsCommand({ logGroupName, startTime: 0, endTime: 1 }));
    await client.send(new logs.FilterLogEventsCommand({ logGroupName, filterPattern: '{ $.scope = "resync" }' }));
    const none = client.send(new logs.FilterLogEventsCommand({ logGroupName: 'none' }));
    await expect(none).rejects.toThrow();
    expectFlawless(judge, servedActions('CloudWatch Logs'));
  });

  it('a bus', async () => {
    const judge = judgeOf('events/2015-10-07');
    const client = watch(new events.EventBridgeClient(options(bench.bus.url)), judge);
    const entry = { EventBusName: 'default', Source: 'me', DetailType: 'Something', Detail: '{}' };
    await client.send(new events.PutEventsCommand({ Entries: [entry] }));
    bench.bus.refuseNext = 1;
    await client.send(new events.PutEventsCommand({ Entries: [entry, entry] }));
    bench.bus.failNext = 1;
    await expect(client.send(new events.PutEventsCommand({ Entries: [entry] }))).rejects.toThrow();
    expectFlawless(judge, servedActions('`LocalEventBus`'));
  });

  it('Lambda', async () => {
    const judge = judgeOf('lambda/2015-03-31');
    const client = watch(new lambda.LambdaClient(options()), judge);
    const FunctionName = STACK;
    await client.send(new lambda.GetFunctionConfigurationCommand({ FunctionName }));
    await client.send(new lambda.GetFunctionConcurrencyCommand({ FunctionName }));
    await client.send(new lambda.DeleteFunctionConcurrencyCommand({ FunctionName }));
    await client.send(new lambda.InvokeCommand({ FunctionName, Payload: Buffer.from('{"action":"plan"}') }));
    const EventSourceArn = arn('sqs', named('EventQueue'));
    const { UUID } = await client.send(
      new lambda.CreateEventSourceMappingCommand({ FunctionName, EventSourceArn, BatchSize: 5 }),
    );
    await client.send(new lambda.UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
    await client.send(new lambda.ListEventSourceMappingsCommand({ FunctionName }));
    const none = client.send(new lambda.GetFunctionConfigurationCommand({ FunctionName: 'none' }));
    await expect(none).rejects.toThrow();
    expectFlawless(judge, servedActions('Lambda'));
  });

  it('IAM', async () => {
    const judge = judgeOf('iam/2010-05-08');
    const client = watch(new iam.IAMClient(options()), judge);
    const asked = { PolicySourceArn: ROLE, ActionNames: ['ec2:CreateRoute', 'ec2:RunInstances'] };
    await client.send(new iam.SimulatePrincipalPolicyCommand(asked));
    const policy = { PolicyName: 'more', PolicyDocument: POLICY };
    await client.send(new iam.PutRolePolicyCommand({ ...policy, RoleName: named('FunctionRole') }));
    await client.send(new iam.PutUserPolicyCommand({ ...policy, UserName: 'local' }));
    await expect(client.send(new iam.PutRolePolicyCommand({ ...policy, RoleName: 'none' }))).rejects.toThrow();
    expectFlawless(judge, servedActions('IAM'));
  });
});
