import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';

const DOCUMENT = '{lib,Lib}/**/googleapiclient/discovery_cache/documents/compute.v1.json';

const Reference = z.object({ $ref: z.string() });

const Method = z.object({
  id: z.string(),
  httpMethod: z.string(),
  flatPath: z.string(),
  parameters: z.record(z.string(), z.unknown()).default({}),
  request: Reference.optional(),
  response: Reference.optional(),
});

export type Method = z.infer<typeof Method>;

const Document = z.object({
  parameters: z.record(z.string(), z.unknown()),
  resources: z.record(z.string(), z.object({ methods: z.record(z.string(), Method).default({}) })),
  schemas: z.record(z.string(), z.unknown()),
});

const Schema = z.object({
  $ref: z.string().optional(),
  type: z.string().optional(),
  default: z.string().optional(),
  enum: z.array(z.string()).optional(),
  items: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
});

const toReference = (name: string) => ({ $ref: `#/$defs/${name}` });

/** `kind` says of what resource something is; its default is its only value. */
function propertyOf(name: string, value: unknown): object {
  const { default: only } = Schema.parse(value);
  return name === 'kind' && only !== undefined ? { const: only } : toJsonSchema(value);
}

/** A schema of the discovery document as JSON Schema, which refuses properties that it does not have. */
function toJsonSchema(value: unknown): object {
  const { $ref, type, enum: values, items, properties, additionalProperties } = Schema.parse(value);
  if ($ref !== undefined) return toReference($ref);
  if (type === 'any') return {};
  const known = Object.entries(properties ?? {}).map(([name, inner]) => [name, propertyOf(name, inner)] as const);
  return {
    ...(type === undefined ? {} : { type }),
    ...(values === undefined ? {} : { enum: values }),
    ...(items === undefined ? {} : { items: toJsonSchema(items) }),
    ...(type !== 'object' ? {} : { properties: Object.fromEntries(known) }),
    ...(type !== 'object'
      ? {}
      : { additionalProperties: additionalProperties ? toJsonSchema(additionalProperties) : false }),
  };
}

/** Compute Engine as Google's discovery document describes it, from google-api-python-client. */
export class Discovery {
  readonly #document: z.infer<typeof Document>;
  readonly #methods: readonly Method[];
  readonly #ajv = new Ajv2020({ allErrors: true });
  readonly #prefix = '/compute/v1/';

  constructor() {
    const venv = process.env['PODROUTES_VENV'] ?? '';
    const [path] = globSync(DOCUMENT, { cwd: venv });
    if (path === undefined)
      throw new Error(`no discovery document of Compute Engine in "${venv}"; npm run test:judges`);
    this.#document = Document.parse(JSON.parse(readFileSync(join(venv, path), 'utf8')));
    const { resources, schemas } = this.#document;
    this.#methods = Object.values(resources).flatMap(({ methods }) => Object.values(methods));
    const $defs = Object.fromEntries(Object.entries(schemas).map(([name, value]) => [name, toJsonSchema(value)]));
    this.#ajv.addSchema({ $id: 'compute', $defs });
  }

  /** The method that a request is for; throws when the API has none. The path is without host and query. */
  methodOf(httpMethod: string, path: string): Method {
    const isMeant = ({ flatPath }: Method) =>
      new RegExp(`^${this.#prefix}${flatPath.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path);
    const found = this.#methods.filter((method) => method.httpMethod === httpMethod && isMeant(method));
    // `instances/bulkInsert` before `instances/{instance}`.
    const [method] = found.toSorted((a, b) => a.flatPath.split('{').length - b.flatPath.split('{').length);
    if (method === undefined) throw new Error(`Compute Engine has no ${httpMethod} ${path}`);
    return method;
  }

  /** What of `value` the schema does not have, or has otherwise. */
  faultsOf(schema: string | undefined, value: unknown): string[] {
    const validate = this.#ajv.getSchema(`compute#/$defs/${schema}`);
    if (validate === undefined) return [`there is no schema ${schema}`];
    if (validate(value) === true) return [];
    return (validate.errors ?? []).map(({ instancePath, message = '', params }) =>
      [schema + instancePath, message, JSON.stringify(params)].join(' '),
    );
  }

  isParameter(method: Method, name: string): boolean {
    return name in method.parameters || name in this.#document.parameters;
  }

  /** Fails at the first part of a field mask's path that the schema does not have. */
  followPath(schema: string, path: readonly string[]): void {
    let at: unknown = { $ref: schema };
    for (const part of path) {
      const { $ref } = Schema.parse(at);
      const { properties, items, additionalProperties } = Schema.parse($ref === undefined ? at : this.#schemaOf($ref));
      if (items !== undefined) throw new Error(`${part} of a list`);
      const next = part === '*' ? additionalProperties : properties?.[part];
      if (next === undefined) throw new Error(`${schema} has no ${path.join('/')}: ${part}`);
      at = Schema.parse(next).items ?? next;
    }
  }

  #schemaOf(name: string): unknown {
    return this.#document.schemas[name];
  }
}
