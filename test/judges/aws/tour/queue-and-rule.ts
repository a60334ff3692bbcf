import * as events from '@aws-sdk/client-eventbridge';
import * as sqs from '@aws-sdk/client-sqs';
import { expect } from 'vitest';

const queueArn = (name: string) => `arn:aws:sqs:us-east-1:123456789012:${name}`;

/** From its creation to its end, with the requests that it refuses. */
export async function visitOwnQueue(client: sqs.SQSClient): Promise<void> {
  const own = { QueueName: 'own', tags: { owner: 'me' } };
  const { QueueUrl } = await client.send(new sqs.CreateQueueCommand(own));
  await client.send(new sqs.ListQueueTagsCommand({ QueueUrl }));
  await client.send(new sqs.GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  for (const Attributes of [{ VisibilityTimeout: '7' }, { VisibilityTimeout: '-1' }, { FifoQueue: 'true' }]) {
    await expect(client.send(new sqs.CreateQueueCommand({ ...own, Attributes }))).rejects.toThrow();
  }
  await client.send(new sqs.DeleteQueueCommand({ QueueUrl }));
  await expect(client.send(new sqs.CreateQueueCommand(own))).rejects.toThrow();
  await expect(client.send(new sqs.DeleteQueueCommand({ QueueUrl }))).rejects.toThrow();
  await expect(client.send(new sqs.ListQueueTagsCommand({ QueueUrl }))).rejects.toThrow();
}

/** The same of a rule with a target. */
export async function visitOwnRule(client: events.EventBridgeClient): Promise<void> {
  const Tags = [{ Key: 'owner', Value: 'me' }];
  const put = (EventPattern?: string) => client.send(new events.PutRuleCommand({ Name: 'own', EventPattern, Tags }));
  const { RuleArn: ResourceARN } = await put('{"source":["podroutes"]}');
  await expect(put()).rejects.toThrow();
  await expect(put('{')).rejects.toThrow();
  const Targets = [{ Id: 'queue', Arn: queueArn('own'), DeadLetterConfig: { Arn: queueArn('letters') } }];
  await client.send(new events.PutTargetsCommand({ Rule: 'own', Targets }));
  await client.send(new events.ListTargetsByRuleCommand({ Rule: 'own' }));
  const sixth = Array.from({ length: 6 }, (_, i) => ({ Id: `${i}`, Arn: queueArn('own') }));
  await expect(client.send(new events.PutTargetsCommand({ Rule: 'own', Targets: sixth }))).rejects.toThrow();
  await client.send(new events.ListEventBusesCommand({ Limit: 1 }));
  await client.send(new events.ListRulesCommand({ Limit: 1 }));
  await client.send(new events.ListTagsForResourceCommand({ ResourceARN }));
  await expect(client.send(new events.DeleteRuleCommand({ Name: 'own' }))).rejects.toThrow();
  await client.send(new events.RemoveTargetsCommand({ Rule: 'own', Ids: ['queue'] }));
  await client.send(new events.DeleteRuleCommand({ Name: 'own' }));
  await expect(client.send(new events.RemoveTargetsCommand({ Rule: 'own', Ids: ['queue'] }))).rejects.toThrow();
  await expect(client.send(new events.ListTagsForResourceCommand({ ResourceARN }))).rejects.toThrow();
}
