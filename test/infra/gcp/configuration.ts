import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from '@cdktf/hcl2json';
import * as z from 'zod/mini';

/** Where one runs Terraform for one cluster. */
export const ROOT = fileURLToPath(new URL('../../../infra/gcp', import.meta.url));
/** What is deployed for a cluster. */
export const MODULE = join(ROOT, 'module');
/** Where one runs Terraform for several clusters. */
export const EXAMPLE = join(ROOT, 'examples/clusters');

/** A block's content: arguments and, as lists, blocks. Expressions are text: `${var.region}`. */
const Body = z.record(z.string(), z.unknown());
export type Body = z.infer<typeof Body>;

const Bodies = z.array(Body);
const Named = z._default(z.record(z.string(), Bodies), {});
const Typed = z._default(z.record(z.string(), z.record(z.string(), Bodies)), {});

const File = z.object({
  resource: Typed,
  data: Typed,
  provider: Named,
  variable: Named,
  output: Named,
  module: Named,
  locals: z._default(Bodies, []),
});

/** A resource or data source. */
export interface Declared {
  readonly kind: 'resource' | 'data';
  readonly type: string;
  readonly name: string;
  readonly body: Body;
}

interface NamedBlock {
  readonly name: string;
  readonly body: Body;
}

export interface Configuration {
  readonly declared: readonly Declared[];
  readonly providers: readonly NamedBlock[];
  /** The modules that it calls. */
  readonly modules: readonly NamedBlock[];
  readonly variables: readonly string[];
  /** Those without a default. */
  readonly neededVariables: readonly string[];
  readonly outputs: readonly string[];
  readonly locals: Body;
  /** Everything that refers to something else; what a variable says of itself does not. */
  readonly referringContent: unknown;
}

function declaredIn(kind: Declared['kind'], types: z.infer<typeof Typed>): Declared[] {
  return Object.entries(types).flatMap(([type, named]) =>
    Object.entries(named).flatMap(([name, bodies]) => bodies.map((body) => ({ kind, type, name, body }))),
  );
}

function namedIn(blocks: z.infer<typeof Named>): NamedBlock[] {
  return Object.entries(blocks).flatMap(([name, bodies]) => bodies.map((body) => ({ name, body })));
}

/** Parses Terraform files as Terraform does, with its own parser. */
export async function readTexts(texts: Readonly<Record<string, string>>): Promise<Configuration> {
  const parsed = await Promise.all(
    Object.entries(texts).map(async ([name, text]) => File.parse(await parse(name, text))),
  );
  return {
    declared: parsed.flatMap((file) => [...declaredIn('resource', file.resource), ...declaredIn('data', file.data)]),
    providers: parsed.flatMap((file) => namedIn(file.provider)),
    modules: parsed.flatMap((file) => namedIn(file.module)),
    variables: parsed.flatMap((file) => Object.keys(file.variable)),
    neededVariables: parsed.flatMap((file) =>
      namedIn(file.variable).flatMap(({ name, body }) => ('default' in body ? [] : [name])),
    ),
    outputs: parsed.flatMap((file) => Object.keys(file.output)),
    locals: Object.assign({}, ...parsed.flatMap((file) => file.locals)),
    referringContent: parsed.map((file) => ({ ...file, variable: undefined })),
  };
}

/** The text of every Terraform file of a folder, by name. */
export async function textsIn(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.tf'));
  const texts = names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const);
  return Object.fromEntries(await Promise.all(texts));
}

/** The module's. */
export const deploymentTexts = () => textsIn(MODULE);
