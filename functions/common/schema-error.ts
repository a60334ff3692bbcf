import type * as z from 'zod/mini';

/** What a field should be, by the type that its schema expects. */
const TYPE_NAMES = new Map([
  ['array', 'a list'],
  ['boolean', 'true or false'],
  ['number', 'a number'],
  ['object', 'an object'],
  ['string', 'a string'],
]);

/** What is wrong with a field whose schema has no words of its own for it. */
function describeIssue(issue: z.core.$ZodRawIssue): string {
  const isWhole = (issue.path ?? []).length === 0;
  if (issue.input === undefined && !isWhole) return 'is missing';
  switch (issue.code) {
    case 'invalid_type':
      return `is not ${TYPE_NAMES.get(issue.expected) ?? issue.expected}`;
    case 'invalid_value':
      return `is not ${issue.values.join(' or ')}`;
    case 'unrecognized_keys':
      return 'has a field that does not belong there';
    default:
      return 'is not what it should be';
  }
}

export type CheckedPayload<Data> =
  { readonly data: Data; readonly problem?: never } | { readonly data?: never; readonly problem: string };

/** Reads a payload, or says which fields are wrong and what was expected of them; never what they hold, which may be anything. */
export function checkPayload<Data>(schema: z.ZodMiniType<Data>, payload: unknown): CheckedPayload<Data> {
  const parsed = schema.safeParse(payload, { error: describeIssue });
  if (parsed.success) return { data: parsed.data };
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the payload'} ${message}`);
  return { problem: problems.join(', ') };
}
