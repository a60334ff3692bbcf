import * as z from 'zod/mini';
import type { Block, NestedBlock, Schema } from '../../../infra/gcp/schema/provider-schema.ts';
import type { Body, Configuration, Declared } from './configuration.ts';

/** What any resource may have, whatever its provider says. https://developer.hashicorp.com/terraform/language/meta-arguments */
const META_ARGUMENTS = new Set([
  'count',
  'for_each',
  'depends_on',
  'provider',
  'lifecycle',
  'provisioner',
  'connection',
]);

const Bodies = z.array(z.record(z.string(), z.unknown()));
const Dynamic = z._default(z.record(z.string(), z.array(z.object({ content: Bodies }))), {});

interface Blocks {
  readonly bodies: readonly Body[];
  /** Made by a `dynamic` block: how many there will be is not known. */
  readonly dynamic: boolean;
}

function dynamicIn(body: Body): [string, Blocks][] {
  const dynamic = Dynamic.parse(body['dynamic']);
  return Object.entries(dynamic).map(([name, makers]) => [
    name,
    { bodies: makers.flatMap(({ content }) => content), dynamic: true },
  ]);
}

function checkNested(where: string, name: string, { bodies, dynamic }: Blocks, schema: NestedBlock): string[] {
  const many = !dynamic && schema.max > 0 && bodies.length > schema.max;
  return [
    ...(many ? [`${where}: ${bodies.length} blocks ${name}, at most ${schema.max}`] : []),
    ...bodies.flatMap((body) => checkBody(`${where}.${name}`, body, schema)),
  ];
}

function checkEntry(where: string, name: string, value: unknown, schema: Block): string[] {
  const nested = schema.blocks[name];
  if (nested !== undefined) {
    const bodies = Bodies.safeParse(value);
    if (!bodies.success) return [`${where}: ${name} is a block, not an argument`];
    return checkNested(where, name, { bodies: bodies.data, dynamic: false }, nested);
  }
  const use = schema.arguments[name];
  if (use === undefined) return [`${where}: there is no ${name}`];
  return use === 'computed' ? [`${where}: ${name} can only be read`] : [];
}

function checkMissing(where: string, present: ReadonlySet<string>, schema: Block): string[] {
  const absent = (name: string) => !present.has(name);
  return [
    ...Object.keys(schema.arguments)
      .filter((name) => schema.arguments[name] === 'required' && absent(name))
      .map((name) => `${where}: the argument ${name} is missing`),
    ...Object.keys(schema.blocks)
      .filter((name) => (schema.blocks[name]?.min ?? 0) > 0 && absent(name))
      .map((name) => `${where}: the block ${name} is missing`),
  ];
}

function checkBody(where: string, body: Body, schema: Block): string[] {
  const dynamic = dynamicIn(body);
  const plain = Object.entries(body).filter(([name]) => name !== 'dynamic');
  const present = new Set([...plain.map(([name]) => name), ...dynamic.map(([name]) => name)]);
  return [
    ...plain.flatMap(([name, value]) => checkEntry(where, name, value, schema)),
    ...dynamic.flatMap(([name, blocks]) => {
      const nested = schema.blocks[name];
      return nested === undefined ? [`${where}: there is no ${name}`] : checkNested(where, name, blocks, nested);
    }),
    ...checkMissing(where, present, schema),
  ];
}

function checkDeclared({ kind, type, name, body }: Declared, schema: Schema): string[] {
  const known = kind === 'resource' ? schema.resources[type] : schema.data[type];
  if (known === undefined) return [`${kind} ${type}: not in schema.json; misspelt, or extract the schema again`];
  const own = Object.entries(body).filter(([key]) => !META_ARGUMENTS.has(key));
  return checkBody(`${type}.${name}`, Object.fromEntries(own), known);
}

/** Everything in a configuration that its providers would refuse for its name or its absence. */
export function checkSchema({ declared, providers }: Configuration, schema: Schema): string[] {
  return [
    ...declared.flatMap((each) => checkDeclared(each, schema)),
    ...providers.flatMap(({ name, body }) => {
      const known = schema.providers[name];
      return known === undefined
        ? [`provider ${name}: not in schema.json`]
        : checkBody(`provider ${name}`, body, known);
    }),
  ];
}
