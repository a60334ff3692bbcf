import * as z from 'zod/mini';
import { parsedJson } from '../wire.ts';

const Values = z.union([z.string(), z.array(z.string())]);

const Statement = z.object({
  Sid: z.optional(z.string()),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.union([z.literal('*'), z.record(z.string(), Values)]),
  Action: Values,
  Resource: Values,
  Condition: z.optional(z.record(z.string(), z.record(z.string(), Values))),
});

const Policy = z.object({
  Version: z.optional(z.string()),
  Id: z.optional(z.string()),
  Statement: z.union([Statement, z.array(Statement)]),
});

type Statement = z.infer<typeof Statement>;

/** Undefined for what is no policy. */
export function parsePolicy(text: string): readonly Statement[] | undefined {
  const { data } = Policy.safeParse(parsedJson(text));
  return data && [data.Statement].flat();
}

const EVENTS = 'events.amazonaws.com';
const has = (values: string | readonly string[], ...wanted: readonly string[]) =>
  [values].flat().some((value) => wanted.some((each) => each.toLowerCase() === value.toLowerCase()));

/** Of conditions, those on the rule's ARN; any other is taken as not met. */
const isMet = ({ Condition = {} }: Statement, ruleArn: string) =>
  Object.entries(Condition).every(
    ([operator, keys]) =>
      has(['ArnEquals', 'ArnLike', 'StringEquals'], operator) &&
      Object.entries(keys).every(([key, values]) => has('aws:SourceArn', key) && has(values, ruleArn)),
  );

/**
 * Whether EventBridge may put a rule's events into the queue with this policy.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sqs-permissions
 */
export function mayRuleSend(policy: string | undefined, queueArn: string, ruleArn: string): boolean {
  const effects = (parsePolicy(policy ?? '') ?? [])
    .filter(
      (statement) =>
        (statement.Principal === '*' || has(statement.Principal['Service'] ?? [], EVENTS)) &&
        has(statement.Action, 'sqs:SendMessage', 'sqs:*') &&
        has(statement.Resource, queueArn, '*') &&
        isMet(statement, ruleArn),
    )
    .map(({ Effect }) => Effect);
  return effects.includes('Allow') && !effects.includes('Deny');
}
