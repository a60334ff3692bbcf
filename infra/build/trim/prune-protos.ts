import * as z from 'zod/mini';

/** A message, enum or service of protobuf.js' JSON format. */
const Definition = z.looseObject({
  fields: z.optional(z.record(z.string(), z.looseObject({ type: z.string() }))),
  methods: z.optional(z.record(z.string(), z.looseObject({ requestType: z.string(), responseType: z.string() }))),
  nested: z.optional(z.unknown()),
});

type Definition = z.infer<typeof Definition>;

const SCALARS = new Set(
  'double float bool string bytes int32 uint32 sint32 fixed32 sfixed32 int64 uint64 sint64 fixed64 sfixed64'.split(' '),
);

/** A protobuf.js JSON file, opened: every definition by its full name, as in `google.cloud.compute.v1.Route`. */
export class Protos {
  readonly #definitions = new Map<string, unknown>();

  constructor(root: unknown) {
    this.#index(root, '');
  }

  #index(node: unknown, prefix: string): void {
    if (typeof node !== 'object' || node === null || !('nested' in node)) return;
    for (const [name, definition] of Object.entries(node.nested ?? {})) {
      this.#definitions.set(prefix + name, definition);
      this.#index(definition, `${prefix}${name}.`);
    }
  }

  /** Throws when there is no such definition, or it has another form. */
  get(name: string): Definition {
    return Definition.parse(this.#definitions.get(name), { error: () => `${name} is not defined as expected` });
  }

  /** The full name of what is called `type` inside of `scope`: the innermost one that has the name, as protobuf looks it up. */
  resolve(type: string, scope: string): string {
    if (type.startsWith('.')) return type.slice(1);
    const parts = scope.split('.');
    for (let depth = parts.length; depth >= 0; depth -= 1) {
      const name = [...parts.slice(0, depth), type].join('.');
      if (this.#definitions.has(name)) return name;
    }
    throw new Error(`${scope} refers to ${type}, which is not defined`);
  }

  /** The full names of all types that hang on `first`. */
  reachable(first: readonly string[]): Set<string> {
    const reached = new Set(first);
    // A set may grow while it is walked.
    for (const name of reached) {
      for (const { type } of Object.values(this.get(name).fields ?? {})) {
        if (!SCALARS.has(type)) reached.add(this.resolve(type, name));
      }
    }
    return reached;
  }
}

interface Tree {
  nested?: Record<string, Tree>;
}

function addDefinition(tree: Tree, name: string, { nested: _nested, ...own }: Definition): void {
  let at = tree;
  for (const part of name.split('.')) {
    at.nested ??= {};
    at = at.nested[part] ??= {};
  }
  Object.assign(at, own);
}

/**
 * What of `protos` one service needs, in the same format: its methods that `isUsed`, and every type reachable from their
 * requests and answers, whole. Throws when no method is used, or something is not there.
 */
export function pruneProtos(protos: Protos, service: string, isUsed: (method: string) => boolean): object {
  const { methods = {}, ...definition } = protos.get(service);
  const used = Object.entries(methods).filter(([method]) => isUsed(method));
  if (used.length === 0) throw new Error(`of ${service}, whose client is loaded, no method is used`);
  const types = used.flatMap(([, { requestType, responseType }]) => [requestType, responseType]);
  const tree: Tree = {};
  addDefinition(tree, service, { ...definition, methods: Object.fromEntries(used) });
  for (const name of protos.reachable(types.map((type) => protos.resolve(type, service)))) {
    addDefinition(tree, name, protos.get(name));
  }
  return tree;
}
