import { isJson, type Json } from './json.ts';

export type Predicate = (resource: Json) => boolean;
type Test = (value: unknown) => boolean;

/** A test of one field; undefined when the operator or its pattern makes no sense. */
export function comparison(field: string, operator: string, value: string): Predicate | undefined {
  const test = testOf(operator, value);
  if (test === undefined) return undefined;
  const negative = operator === '!=' || operator === 'ne';
  const path = field.split('.');
  return (resource) => {
    const found = valuesAt(resource, path).some(test);
    return negative ? !found : found;
  };
}

/** The positive test of an operator: `!=` and `ne` are turned round by the caller. */
function testOf(operator: string, value: string): Test | undefined {
  if (operator === 'eq' || operator === 'ne') return patternTest(value);
  const text = value.replaceAll(/\\(.)/g, '$1');
  if (operator === '=' || operator === '!=') return (field) => String(field) === text;
  if (operator === ':') return has(text);
  return ordering(operator, Number(text));
}

/** `eq` and `ne` take a regular expression, which must match the whole value. */
function patternTest(pattern: string): Test | undefined {
  try {
    const expression = new RegExp(`^(?:${pattern})$`);
    return (field) => expression.test(String(field));
  } catch {
    return undefined;
  }
}

/** `:` looks for a part of a text, `:*` for any value at all. */
function has(text: string): Test {
  if (text === '*') return () => true;
  return (field) => (typeof field === 'string' ? field.includes(text) : String(field) === text);
}

function ordering(operator: string, limit: number): Test | undefined {
  if (Number.isNaN(limit)) return undefined;
  if (operator === '<') return (field) => Number(field) < limit;
  if (operator === '<=') return (field) => Number(field) <= limit;
  if (operator === '>') return (field) => Number(field) > limit;
  return (field) => Number(field) >= limit;
}

/** The values at a dotted path; a list on the way stands for each of its elements. */
function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((element) => valuesAt(element, path));
  const [step, ...rest] = path;
  if (step === undefined) return value === undefined ? [] : [value];
  return isJson(value) ? valuesAt(value[step], rest) : [];
}
