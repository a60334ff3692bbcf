import * as z from 'zod/mini';

/** What stands in a CloudFormation template. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/** Everything that can be written down as JSON, as JSON. */
export const toJson = (value: unknown): Json => z.json().parse(JSON.parse(JSON.stringify(value)));

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function objectAt(value: JsonObject, ...path: readonly string[]): JsonObject {
  return path.reduce((at: JsonObject, key) => {
    const next = at[key];
    if (!isObject(next)) throw new Error(`the template has no ${path.join('.')}`);
    return next;
  }, value);
}

/** `value` with something else at `path`. */
export function withAt(value: JsonObject, path: readonly string[], next: Json): JsonObject {
  const [key = '', ...rest] = path;
  return { ...value, [key]: rest.length === 0 ? next : withAt(objectAt(value, key), rest, next) };
}
