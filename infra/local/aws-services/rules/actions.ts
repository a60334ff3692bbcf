import * as z from 'zod/mini';
import { EventPattern } from '../../event-bus/pattern.ts';
import type { AwsServices } from '../model.ts';
import { parse, parsedJson, ServiceError } from '../wire.ts';
import { DEFAULT_BUS, type Rule, ruleKey } from './model.ts';
import { Bus, busNamed, Name, notFound, page, Paging, ruleNamed } from './requests.ts';

type Action = (services: AwsServices, body: string) => object;

const Tag = z.object({
  Key: z.string().check(z.minLength(1), z.maxLength(128), z.regex(/^(?!aws:)/)),
  Value: z.string().check(z.maxLength(256)),
});

const NewRule = z.object({
  Name,
  EventBusName: Bus,
  EventPattern: z.optional(z.string().check(z.maxLength(4096))),
  ScheduleExpression: z.optional(z.string().check(z.maxLength(256))),
  State: z._default(z.enum(['ENABLED', 'DISABLED']), 'ENABLED'),
  Description: z.optional(z.string().check(z.maxLength(512))),
  Tags: z._default(z.array(Tag).check(z.maxLength(50)), []),
});

const ByName = z.object({ Name, EventBusName: Bus });

/** Quota "Rules": https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const MAX_RULES = 300;

function patternIn(text: string): EventPattern {
  const { data, error } = EventPattern.safeParse(parsedJson(text));
  if (data !== undefined) return data;
  const reason = z.prettifyError(error);
  throw new ServiceError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);
}

function assertPossible(services: AwsServices, bus: string, wanted: z.infer<typeof NewRule>): void {
  const { Name: name, EventPattern: pattern, ScheduleExpression: schedule } = wanted;
  const refuse = (message: string) => new ServiceError('ValidationException', message);
  if (pattern === undefined && schedule === undefined) {
    throw refuse('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  }
  if (schedule !== undefined && bus !== DEFAULT_BUS) {
    throw refuse('ScheduleExpression is supported only on the default event bus.');
  }
  const count = [...services.rules.values()].filter((rule) => rule.bus === bus).length;
  if (count < MAX_RULES || services.rules.has(ruleKey(name, bus))) return;
  throw new ServiceError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
}

function putRule(services: AwsServices, wanted: z.infer<typeof NewRule>): object {
  const { Name: name, EventPattern: pattern, ScheduleExpression: schedule, Description: description } = wanted;
  const bus = busNamed(services, wanted.EventBusName);
  assertPossible(services, bus, wanted);
  const key = ruleKey(name, bus);
  const tags = Object.fromEntries(wanted.Tags.map(({ Key, Value }) => [Key, Value]));
  // Of a rule that is there targets and tags stay, and nothing else does.
  const { targets = new Map(), tags: kept = tags, isOfStack = false } = services.rules.get(key) ?? {};
  services.rules.set(key, {
    name,
    bus,
    targets,
    tags: kept,
    isOfStack,
    enabled: wanted.State === 'ENABLED',
    ...(pattern === undefined ? {} : { pattern: patternIn(pattern) }),
    ...(schedule === undefined ? {} : { schedule }),
    ...(description === undefined ? {} : { description }),
  });
  return { RuleArn: services.arn('events', `rule/${key}`) };
}

function ruleJson(services: AwsServices, { name, bus, pattern, schedule, description, enabled }: Rule): object {
  return {
    Name: name,
    Arn: services.arn('events', `rule/${ruleKey(name, bus)}`),
    ...(pattern === undefined ? {} : { EventPattern: JSON.stringify(pattern) }),
    ...(schedule === undefined ? {} : { ScheduleExpression: schedule }),
    ...(description === undefined ? {} : { Description: description }),
    State: enabled ? 'ENABLED' : 'DISABLED',
    EventBusName: bus,
  };
}

function switchRule(enabled: boolean): Action {
  return (services, body) => {
    const { Name: name, EventBusName: bus } = parse(ByName, body);
    ruleNamed(services, name, bus).enabled = enabled;
    return {};
  };
}

function deleteRule(services: AwsServices, body: string): object {
  const { Name: name, EventBusName } = parse(ByName, body);
  const key = ruleKey(name, busNamed(services, EventBusName));
  if ((services.rules.get(key)?.targets.size ?? 0) > 0) {
    throw new ServiceError('ValidationException', "Rule can't be deleted since it has targets.");
  }
  services.rules.delete(key);
  return {};
}

function tagsOf(services: AwsServices, arn: string): object {
  const key = arn.split(':rule/').at(-1) ?? '';
  const rule = arn === services.arn('events', `rule/${key}`) ? services.rules.get(key) : undefined;
  if (rule === undefined) throw notFound(`Rule ${key} does not exist on EventBus ${DEFAULT_BUS}.`);
  return { Tags: Object.entries(rule.tags).map(([Key, Value]) => ({ Key, Value })) };
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html, as far as it is about rules and buses. */
export const ruleActions: Readonly<Record<string, Action>> = {
  PutRule: (services, body) => putRule(services, parse(NewRule, body)),
  DeleteRule: deleteRule,
  DescribeRule: (services, body) => {
    const { Name: name, EventBusName: bus } = parse(ByName, body);
    return ruleJson(services, ruleNamed(services, name, bus));
  },
  ListRules: (services, body) => {
    const Request = z.object({ NamePrefix: z._default(z.string(), ''), EventBusName: Bus, ...Paging });
    const { NamePrefix: prefix, EventBusName, ...paging } = parse(Request, body);
    const bus = busNamed(services, EventBusName);
    const rules = [...services.rules.values()].filter((rule) => rule.bus === bus && rule.name.startsWith(prefix));
    const all = rules.map((rule) => ruleJson(services, rule));
    return page('Rules', all, paging);
  },
  EnableRule: switchRule(true),
  DisableRule: switchRule(false),
  ListEventBuses: (services, body) => {
    const { NamePrefix: prefix, ...paging } = parse(
      z.object({ NamePrefix: z._default(z.string(), ''), ...Paging }),
      body,
    );
    const names = [...services.buses].filter((name) => name.startsWith(prefix));
    const all = names.map((Name) => ({ Name, Arn: services.arn('events', `event-bus/${Name}`) }));
    return page('EventBuses', all, paging);
  },
  ListTagsForResource: (services, body) =>
    tagsOf(services, parse(z.object({ ResourceARN: z.string() }), body).ResourceARN),
};
