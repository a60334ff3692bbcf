import {
  DeleteRuleCommand,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { DeleteQueueCommand, ListQueuesCommand, ListQueueTagsCommand } from '@aws-sdk/client-sqs';
import { allPages } from '../../../../../shared/aws/api/paging.ts';
import { CloudError } from '../../../../../shared/reconcile/cloud/cloud-error.ts';
import { clusterOf, RUN_TAG } from '../../names.ts';
import { type FindLeftovers, tryToRemove } from '../../remove.ts';
import type { BusApi } from './bus-api.ts';
import { TARGET } from './make-rule.ts';

interface Rule {
  readonly name: string;
  readonly bus: string;
}

/** Whether a thing is meant, by the tag that says which run made it; a name alone may be anybody's. */
type IsMeant = (readTag: () => Promise<string | undefined>) => Promise<boolean>;

const GONE = new Set(['ResourceNotFoundException', 'QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue']);

/** What is gone by now has no tag. */
const isMeantOf =
  (run: string | undefined): IsMeant =>
  async (readTag) => {
    try {
      const tag = await readTag();
      return tag !== undefined && (run === undefined || tag === run);
    } catch (error) {
      if (error instanceof CloudError && GONE.has(error.code)) return false;
      throw error;
    }
  };

async function findBuses({ events, call }: BusApi): Promise<string[]> {
  const pages = await allPages('events:ListEventBuses', RUN_TAG, (token) =>
    call('events:ListEventBuses', RUN_TAG, () => events.send(new ListEventBusesCommand(token))),
  );
  return pages.flatMap(({ EventBuses = [] }) => EventBuses.flatMap(({ Name }) => Name ?? []));
}

async function ruleTag({ events, call }: BusApi, arn: string): Promise<string | undefined> {
  const command = new ListTagsForResourceCommand({ ResourceARN: arn });
  const { Tags = [] } = await call('events:ListTagsForResource', arn, () => events.send(command));
  return Tags.find(({ Key }) => Key === RUN_TAG)?.Value;
}

async function findRulesOn(api: BusApi, bus: string, NamePrefix: string, isMeant: IsMeant): Promise<Rule[]> {
  const { events, call } = api;
  const pages = await allPages('events:ListRules', bus, (token) => {
    const command = new ListRulesCommand({ EventBusName: bus, NamePrefix, ...token });
    return call('events:ListRules', bus, () => events.send(command));
  });
  const found: Rule[] = [];
  for (const { Name: name, Arn: arn } of pages.flatMap(({ Rules = [] }) => Rules)) {
    if (name !== undefined && arn !== undefined && (await isMeant(() => ruleTag(api, arn)))) found.push({ name, bus });
  }
  return found;
}

async function queueTag({ sqs, call }: BusApi, url: string): Promise<string | undefined> {
  const command = new ListQueueTagsCommand({ QueueUrl: url });
  const { Tags = {} } = await call('sqs:ListQueueTags', url, () => sqs.send(command));
  return Tags[RUN_TAG];
}

async function findQueues(api: BusApi, QueueNamePrefix: string, isMeant: IsMeant): Promise<string[]> {
  const { sqs, call } = api;
  const pages = await allPages('sqs:ListQueues', QueueNamePrefix, (token) => {
    const command = new ListQueuesCommand({ QueueNamePrefix, MaxResults: 1000, ...token });
    return call('sqs:ListQueues', QueueNamePrefix, () => sqs.send(command));
  });
  const found: string[] = [];
  for (const url of pages.flatMap(({ QueueUrls = [] }) => QueueUrls)) {
    if (await isMeant(() => queueTag(api, url))) found.push(url);
  }
  return found;
}

/** A rule cannot go before its targets; what still comes is left in the queue, which goes last. */
async function removeRound({ events, sqs, call }: BusApi, rules: readonly Rule[], queues: readonly string[]) {
  for (const { name, bus: EventBusName } of rules) {
    const targets = new RemoveTargetsCommand({ Rule: name, EventBusName, Ids: [TARGET] });
    await tryToRemove(() => call('events:RemoveTargets', name, () => events.send(targets)));
    const rule = new DeleteRuleCommand({ Name: name, EventBusName });
    await tryToRemove(() => call('events:DeleteRule', name, () => events.send(rule)));
  }
  for (const QueueUrl of queues) {
    await tryToRemove(() => call('sqs:DeleteQueue', QueueUrl, () => sqs.send(new DeleteQueueCommand({ QueueUrl }))));
  }
}

/** The rules on any bus, and the queues, that carry the tag of `run` or of any run. */
export const findOutcomeLeftovers =
  (api: BusApi): FindLeftovers =>
  async (run) => {
    const prefix = clusterOf(run ?? '');
    const isMeant = isMeantOf(run);
    const rules: Rule[] = [];
    for (const bus of await findBuses(api)) rules.push(...(await findRulesOn(api, bus, prefix, isMeant)));
    const queues = await findQueues(api, prefix, isMeant);
    const names = [
      ...rules.map(({ name, bus }) => `rule ${name} on bus ${bus}`),
      ...queues.map((url) => `queue ${url.split('/').at(-1)}`),
    ];
    return { names, remove: () => removeRound(api, rules, queues) };
  };
