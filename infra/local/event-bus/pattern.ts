import * as z from 'zod/mini';

const Leaf = z
  .array(
    z.union([
      z.string(),
      z.number(),
      z.boolean(),
      z.null(),
      z.strictObject({ exists: z.boolean() }),
      z.strictObject({ prefix: z.string() }),
      z.strictObject({ 'anything-but': z.union([z.string(), z.array(z.string())]) }),
    ]),
  )
  .check(z.minLength(1));

type Leaf = z.infer<typeof Leaf>;
type Condition = Leaf[number];

/** A pattern of EventBridge, as far as ours go: what it does not know it refuses to read. */
export interface EventPattern {
  readonly [field: string]: Leaf | EventPattern;
}

export const EventPattern: z.ZodMiniType<EventPattern> = z.record(
  z.string(),
  z.union([Leaf, z.lazy(() => EventPattern)]),
);

const Fields = z.record(z.string(), z.unknown());

/**
 * Whether a rule with this pattern takes the event: every field has to match, by any of its conditions, in any of its values.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export function matchesPattern(pattern: EventPattern, event: unknown): boolean {
  const fields = Fields.safeParse(event).data ?? {};
  return Object.entries(pattern).every(([name, wanted]) => {
    const value = fields[name];
    return isLeaf(wanted) ? wanted.some((condition) => holds(condition, value)) : matchesPattern(wanted, value);
  });
}

function isLeaf(wanted: Leaf | EventPattern): wanted is Leaf {
  return Array.isArray(wanted);
}

function holds(condition: Condition, value: unknown): boolean {
  const values = value === undefined ? [] : [value].flat();
  if (typeof condition !== 'object' || condition === null) return values.includes(condition);
  if ('exists' in condition) return condition.exists === (value !== undefined);
  if ('prefix' in condition) {
    return values.some((each) => typeof each === 'string' && each.startsWith(condition.prefix));
  }
  const unwanted: readonly unknown[] = [condition['anything-but']].flat();
  return values.some((each) => !unwanted.includes(each));
}
