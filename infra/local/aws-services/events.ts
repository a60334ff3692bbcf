import * as z from 'zod/mini';
import type { AwsServices, Rule } from './model.ts';
import { putEvents } from './put-events.ts';
import { parse, ServiceError } from './wire.ts';

type Action = (services: AwsServices, body: string) => object;

const ByName = z.object({ Name: z.string() });

function ruleBy(services: AwsServices, name: string): Rule {
  const rule = services.rules.get(name);
  if (rule !== undefined) return rule;
  throw new ServiceError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`);
}

function ruleJson(services: AwsServices, { name, pattern, schedule, enabled }: Rule): object {
  return {
    Name: name,
    Arn: services.arn('events', `rule/${name}`),
    ...(pattern === undefined ? {} : { EventPattern: JSON.stringify(pattern) }),
    ...(schedule === undefined ? {} : { ScheduleExpression: schedule }),
    State: enabled ? 'ENABLED' : 'DISABLED',
    EventBusName: 'default',
  };
}

function switchRule(enabled: boolean): Action {
  return (services, body) => {
    ruleBy(services, parse(ByName, body).Name).enabled = enabled;
    return {};
  };
}

/** The part of EventBridge that shows rules and switches them, and takes events. */
export const eventsActions: Readonly<Record<string, Action>> = {
  ListRuleNamesByTarget: (services, body) => {
    const { TargetArn: arn } = parse(z.object({ TargetArn: z.string() }), body);
    const rules = [...services.rules.values()].filter(({ queue }) => services.arn('sqs', queue) === arn);
    return { RuleNames: rules.map(({ name }) => name) };
  },
  DescribeRule: (services, body) => ruleJson(services, ruleBy(services, parse(ByName, body).Name)),
  ListTargetsByRule: (services, body) => {
    const { queue, undelivered } = ruleBy(services, parse(z.object({ Rule: z.string() }), body).Rule);
    const DeadLetterConfig = { Arn: services.arn('sqs', undelivered) };
    return { Targets: [{ Id: 'EventQueue', Arn: services.arn('sqs', queue), DeadLetterConfig }] };
  },
  PutEvents: putEvents,
  EnableRule: switchRule(true),
  DisableRule: switchRule(false),
};
