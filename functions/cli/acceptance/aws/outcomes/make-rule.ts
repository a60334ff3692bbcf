import { PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand } from '@aws-sdk/client-sqs';
import { requirePresent } from '../../../../../shared/aws/api/errors.ts';
import { OUTCOME_SOURCE } from '../../../../../shared/aws/names.ts';
import { clusterOf, RUN_TAG } from '../../names.ts';
import type { BusApi } from './bus-api.ts';

/** Id of the rule's only target. */
export const TARGET = 'outcomes';

/** Whose outcomes a run wants to see, and where. */
export interface WantedOutcomes {
  readonly run: string;
  readonly cluster: string;
  /** Name or ARN. */
  readonly bus: string;
}

/** The pattern of docs/events.md. */
const patternFor = (cluster: string) => JSON.stringify({ source: [OUTCOME_SOURCE], detail: { cluster: [cluster] } });

/** Only this rule may send. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html */
const policyFor = (queueArn: string, ruleArn: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: 'sqs:SendMessage',
        Resource: queueArn,
        Condition: { ArnEquals: { 'aws:SourceArn': ruleArn } },
      },
    ],
  });

async function makeRule({ events, call }: BusApi, { run, cluster, bus }: WantedOutcomes): Promise<string> {
  const command = new PutRuleCommand({
    Name: clusterOf(run),
    EventBusName: bus,
    EventPattern: patternFor(cluster),
    Tags: [{ Key: RUN_TAG, Value: run }],
  });
  const { RuleArn } = await call('events:PutRule', bus, () => events.send(command));
  return requirePresent(RuleArn, 'events:PutRule', bus);
}

/** A rule on the bus with a queue behind it, each with the run's name and tag. Answers the queue's URL. */
export async function makeOutcomeRule(api: BusApi, wanted: WantedOutcomes): Promise<string> {
  const { events, sqs, call } = api;
  const name = clusterOf(wanted.run);
  const ruleArn = await makeRule(api, wanted);
  // Of the same account and region.
  const queueArn = ruleArn.replace(/^(arn:[^:]+):events:([^:]+:[^:]+):.*$/, `$1:sqs:$2:${name}`);
  const queue = {
    QueueName: name,
    Attributes: { Policy: policyFor(queueArn, ruleArn) },
    tags: { [RUN_TAG]: wanted.run },
  };
  const { QueueUrl } = await call('sqs:CreateQueue', name, () => sqs.send(new CreateQueueCommand(queue)));
  const Targets = [{ Id: TARGET, Arn: queueArn }];
  const command = new PutTargetsCommand({ Rule: name, EventBusName: wanted.bus, Targets });
  await call('events:PutTargets', name, () => events.send(command));
  return requirePresent(QueueUrl, 'sqs:CreateQueue', name);
}
