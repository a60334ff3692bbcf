import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { INSTANCE_FIELDS, ROUTE_FIELDS } from '../../../shared/gcp/api/field-mask.ts';
import { pathsOf } from './mask-paths.ts';

const Message = z.object({ fields: z.record(z.string(), z.object({ type: z.string() })) });

/** The messages of the API, as the client's own description has them. */
const compute: unknown = createRequire(import.meta.url)('@google-cloud/compute/build/protos/protos.json');

function getPath(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((inner, key) => Reflect.get(Object(inner), key), value);
}

const nested = (name: string) =>
  getPath(compute, ...['google', 'cloud', 'compute', 'v1'].flatMap((part) => ['nested', part]), 'nested', name);

/** The message that a path of fields leads to; throws at the first that its message does not have. */
function walk(type: string, [name, ...rest]: string[]): void {
  if (name === undefined) return;
  // The next part of a map's path is its key, or * for all.
  if (name === '*') return walk(type, rest);
  const field = Message.parse(nested(type)).fields[name];
  if (field === undefined) throw new Error(`${type} has no field ${name}`);
  if (rest.length > 0) walk(field.type, rest);
}

describe('a field mask', () => {
  it.each([
    ['InstanceAggregatedList', INSTANCE_FIELDS],
    ['RouteList', ROUTE_FIELDS],
  ])('of %s asks for nothing that the API does not have: it would refuse the call', (type, mask) => {
    for (const path of pathsOf(mask)) walk(type, path);
    expect(() => walk(type, ['items', '*', 'instances', 'nope'])).toThrow(/has no field/);
  });

  it.each([
    ['InstanceAggregatedList', INSTANCE_FIELDS, ['unreachables', 'nextPageToken']],
    ['RouteList', ROUTE_FIELDS, ['nextPageToken']],
  ])('of %s keeps what says whether the listing is whole', (_, mask, needed) => {
    const top = pathsOf(mask).map(([first]) => first);
    expect(top).toEqual(expect.arrayContaining(needed));
  });
});
