import { matchesPattern } from '../../event-bus/pattern.ts';
import type { AwsServices } from '../model.ts';
import { mayRuleSend } from '../queues/policy.ts';
import { type Rule, ruleKey } from './model.ts';

function send(services: AwsServices, arn: string, ruleArn: string, body: string): boolean {
  const queue = services.queueByArn(arn);
  if (queue === undefined || !mayRuleSend(queue.attributes?.['Policy'], arn, ruleArn)) return false;
  queue.messages.put(body);
  return true;
}

function deliver(services: AwsServices, rule: Rule, body: string): void {
  const ruleArn = services.arn('events', `rule/${ruleKey(rule.name, rule.bus)}`);
  for (const { arn, deadLetters } of rule.targets.values()) {
    if (!send(services, arn, ruleArn, body) && deadLetters !== undefined) send(services, deadLetters, ruleArn, body);
  }
}

/** Passes an event on a bus on to the targets of the rules that take it, but for those of deployments, which do so themselves. */
export function passOn(services: AwsServices, event: object, bus: string): void {
  const takes = (rule: Rule) =>
    rule.bus === bus &&
    !rule.isOfStack &&
    rule.enabled &&
    rule.pattern !== undefined &&
    matchesPattern(rule.pattern, event);
  for (const rule of [...services.rules.values()].filter(takes)) deliver(services, rule, JSON.stringify(event));
}
