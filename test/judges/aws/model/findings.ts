import type { Scalar } from './service-model.ts';

/** What is wrong with an answer, line by line, and how much of it was looked at. */
export class Findings {
  readonly lines: string[] = [];
  members = 0;

  add(path: string, problem: string): void {
    this.lines.push(`${path}: ${problem}`);
  }
}

const FORMS: Readonly<Record<Exclude<Scalar['type'], 'string'>, RegExp>> = {
  boolean: /^(true|false)$/,
  integer: /^-?\d{1,10}$/,
  long: /^-?\d{1,19}$/,
  float: /^-?\d+(\.\d+)?$/,
  double: /^-?\d+(\.\d+)?$/,
  blob: /^[A-Za-z0-9+/]*={0,2}$/,
  timestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/,
};

/** What the text of a scalar breaks; undefined where it is as described. */
export function problemOf(shape: Scalar, text: string): string | undefined {
  if (shape.type !== 'string') return FORMS[shape.type].test(text) ? undefined : `"${text}" is no ${shape.type}`;
  if (shape.enum !== undefined && !shape.enum.includes(text)) return `"${text}" is none of ${shape.enum.join(', ')}`;
  return undefined;
}
