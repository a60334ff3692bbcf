type Matcher = (value: unknown) => boolean;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What an object in a list of alternatives asks of a value; `undefined` is a field that is missing. */
const MATCHERS: Readonly<Record<string, (wanted: unknown) => Matcher>> = {
  prefix: (wanted) => (value) => typeof value === 'string' && value.startsWith(String(wanted)),
  suffix: (wanted) => (value) => typeof value === 'string' && value.endsWith(String(wanted)),
  exists: (wanted) => (value) => (value !== undefined) === wanted,
  'anything-but': (wanted) => (value) => value !== undefined && ![wanted].flat().includes(value),
};

function alternative(wanted: unknown): Matcher {
  if (!isObject(wanted)) return (value) => value === wanted;
  const [name, argument] = Object.entries(wanted)[0] ?? ['', undefined];
  const matcher = MATCHERS[name];
  if (matcher === undefined) throw new Error(`The local event bus does not have patterns with ${name}`);
  return matcher(argument);
}

/** A field that is a list matches by any of its elements. */
function fieldMatches(alternatives: readonly unknown[], field: unknown): boolean {
  const values: unknown[] = Array.isArray(field) && field.length > 0 ? field : [field];
  return alternatives.some((wanted) => values.some(alternative(wanted)));
}

/** Whether EventBridge's pattern lets the event through. */
export function matchesPattern(pattern: object, event: unknown): boolean {
  const fields = isObject(event) ? event : {};
  return Object.entries(pattern).every(([name, wanted]) =>
    Array.isArray(wanted) ? fieldMatches(wanted, fields[name]) : matchesPattern(wanted, fields[name]),
  );
}
