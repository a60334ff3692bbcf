import * as z from 'zod/mini';
import type { AwsServices } from '../model.ts';
import { parse, ServiceError } from '../wire.ts';
import type { Target } from './model.ts';
import { Bus, busNamed, Name, ruleNamed } from './requests.ts';

type Action = (services: AwsServices, body: string) => object;

/** What else a target may have would change what is delivered: it is refused. */
const NewTarget = z.strictObject({
  Id: Name,
  Arn: z.string().check(z.minLength(1), z.maxLength(1600)),
  DeadLetterConfig: z.optional(z.object({ Arn: z.optional(z.string()) })),
});

/** The lists of one request. */
const [Targets, Ids] = [
  z.array(NewTarget).check(z.minLength(1), z.maxLength(10)),
  z.array(Name).check(z.minLength(1), z.maxLength(10)),
];
const OfRule = { Rule: Name, EventBusName: Bus };

/** Quota "Targets per rule". */
const MAX_TARGETS = 5;

function assertQueue({ account, region }: AwsServices, arn: string): void {
  if (!arn.startsWith('arn:')) throw new ServiceError('ValidationException', 'Provided Arn is not in correct format.');
  if (arn.startsWith(`arn:aws:sqs:${region}:${account}:`)) return;
  throw new ServiceError('ValidationException', 'The local cloud delivers to queues of its own only.');
}

function targetJson({ id, arn, deadLetters }: Target): object {
  return { Id: id, Arn: arn, ...(deadLetters === undefined ? {} : { DeadLetterConfig: { Arn: deadLetters } }) };
}

const DONE = { FailedEntryCount: 0, FailedEntries: [] };

/** The same, as far as it is about where the events of rules go. */
export const targetActions: Readonly<Record<string, Action>> = {
  PutTargets: (services, body) => {
    const { Rule: name, EventBusName: bus, Targets: wanted } = parse(z.object({ ...OfRule, Targets }), body);
    const { targets } = ruleNamed(services, name, bus);
    for (const { Arn } of wanted) assertQueue(services, Arn);
    if (new Set([...targets.keys(), ...wanted.map(({ Id }) => Id)]).size > MAX_TARGETS) {
      throw new ServiceError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.');
    }
    for (const { Id: id, Arn: arn, DeadLetterConfig: { Arn: deadLetters } = {} } of wanted) {
      targets.set(id, { id, arn, ...(deadLetters === undefined ? {} : { deadLetters }) });
    }
    return DONE;
  },
  RemoveTargets: (services, body) => {
    const { Rule: name, EventBusName: bus, Ids: ids } = parse(z.object({ ...OfRule, Ids }), body);
    const { targets } = ruleNamed(services, name, bus);
    for (const id of ids) targets.delete(id);
    return DONE;
  },
  ListTargetsByRule: (services, body) => {
    const { Rule: name, EventBusName: bus } = parse(z.object(OfRule), body);
    return { Targets: [...ruleNamed(services, name, bus).targets.values()].map(targetJson) };
  },
  ListRuleNamesByTarget: (services, body) => {
    const { TargetArn: arn, EventBusName } = parse(z.object({ TargetArn: z.string(), EventBusName: Bus }), body);
    const bus = busNamed(services, EventBusName);
    const leadsThere = (target: Target) => target.arn === arn;
    const rules = [...services.rules.values()].filter(
      (rule) => rule.bus === bus && [...rule.targets.values()].some(leadsThere),
    );
    return { RuleNames: rules.map(({ name }) => name) };
  },
};
