import {
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  type PutRuleCommandInput,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  type CreateQueueCommandInput,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { startLocalEc2 } from '../../../../infra/local/aws.ts';

export const QUEUE_ARN = 'arn:aws:sqs:us-east-1:123456789012:q';
export const RULE_ARN = 'arn:aws:events:us-east-1:123456789012:rule/r';

/** What lets the rule send, but for what is given. */
export function statement(given: object = {}, ruleArn = RULE_ARN): object {
  const Condition = { ArnEquals: { 'aws:SourceArn': ruleArn } };
  const Principal = { Service: 'events.amazonaws.com' };
  return { Effect: 'Allow', Principal, Action: 'sqs:SendMessage', Resource: QUEUE_ARN, Condition, ...given };
}

export type Bus = Awaited<ReturnType<typeof openBus>>;

/** An account with the buses `default` and `mine`, its clients, and calls about the rule `r`, its target `t` and the queue `q`. */
export async function openBus(now: () => number = Date.now) {
  const ec2 = await startLocalEc2({ now, variants: { putEventsLost: false } });
  ec2.services.buses.add('mine');
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const options = { endpoint: ec2.url, region: 'us-east-1', credentials, maxAttempts: 1 };
  const [events, sqs] = [new EventBridgeClient(options), new SQSClient(options)];
  const createQueue = (given: Partial<CreateQueueCommandInput> = {}) =>
    sqs.send(new CreateQueueCommand({ QueueName: 'q', ...given }));
  const putRule = (given: Partial<PutRuleCommandInput> = {}) =>
    events.send(new PutRuleCommand({ Name: 'r', EventPattern: '{"source":["me"]}', ...given }));
  const putTarget = (given: object = {}) =>
    events.send(new PutTargetsCommand({ Rule: 'r', Targets: [{ Id: 't', Arn: QUEUE_ARN, ...given }] }));
  return {
    ec2,
    events,
    sqs,
    createQueue,
    putRule,
    putTarget,
    /** A rule, and a queue with that policy as its target. */
    connect: async (Statement: object = statement()) => {
      await createQueue({ Attributes: { Policy: JSON.stringify({ Statement }) } });
      await putRule();
      await putTarget();
    },
    /** What PutEvents brings into the queue. */
    received: async (entry: { EventBusName?: string; Source?: string } = {}, queue = 'q'): Promise<unknown[]> => {
      const Entries = [{ Source: 'me', DetailType: 'Something', Detail: '{"a":1}', ...entry }];
      await events.send(new PutEventsCommand({ Entries }));
      const QueueUrl = `${ec2.url}/123456789012/${queue}`;
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
      return Messages.map(({ Body = '' }) => JSON.parse(Body));
    },
    [Symbol.asyncDispose]: () => ec2.close(),
  };
}
