/**
 * Takes out of the providers' schemas what the Terraform files of some folders use, of the deployment's without any:
 *
 *     terraform -chdir=infra/gcp init
 *     terraform -chdir=infra/gcp providers schema -json | node infra/gcp/schema/extract.ts > infra/gcp/schema/schema.json
 *
 * For infra/examples/schema.json its folders follow: `extract.ts infra/examples/aws infra/examples/gcp`.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import type { Block, Schema } from './provider-schema.ts';

const DEPLOYMENT = ['..', '../module'].map((folder) => fileURLToPath(new URL(folder, import.meta.url)));

const NOTICE =
  'Names of arguments and blocks, extracted by extract.ts from the schemas of the Terraform providers hashicorp/google ' +
  '8.0.0 (https://github.com/hashicorp/terraform-provider-google, commit f3721fb45fa3), hashicorp/archive 2.8.0 ' +
  '(https://github.com/hashicorp/terraform-provider-archive) and hashicorp/aws 5.100.0 ' +
  '(https://github.com/hashicorp/terraform-provider-aws), copyright IBM Corp. (HashiCorp), licensed under the ' +
  'Mozilla Public License 2.0 (https://mozilla.org/MPL/2.0/), and of the provider built into Terraform.';

const Attribute = z.object({ required: z.optional(z.boolean()), optional: z.optional(z.boolean()) });

/** `terraform providers schema -json`, as much as is needed. https://developer.hashicorp.com/terraform/cli/commands/providers/schema */
const Described = z.object({
  attributes: z.optional(z.record(z.string(), Attribute)),
  get block_types() {
    return z.optional(z.record(z.string(), Nested));
  },
});

const Nested = z.object({
  get block() {
    return Described;
  },
  min_items: z.optional(z.number()),
  max_items: z.optional(z.number()),
  nesting_mode: z.string(),
});

const Types = z._default(z.record(z.string(), z.object({ block: Described })), {});
const Provider = z.object({
  provider: z.object({ block: z.optional(Described) }),
  resource_schemas: Types,
  data_source_schemas: Types,
});
const ProviderSchemas = z.object({ provider_schemas: z.record(z.string(), Provider) });

function usageOf({ required, optional }: z.infer<typeof Attribute>) {
  return required === true ? 'required' : optional === true ? 'optional' : 'computed';
}

function toBlock({ attributes = {}, block_types: blockTypes = {} }: z.infer<typeof Described>): Block {
  return {
    arguments: Object.fromEntries(
      Object.entries(attributes)
        // Of the provider's own there is one for each of Google's services.
        .filter(([name]) => !name.endsWith('_custom_endpoint'))
        .map(([name, attribute]) => [name, usageOf(attribute)]),
    ),
    blocks: Object.fromEntries(
      Object.entries(blockTypes).map(([name, { block, min_items: min = 0, max_items: max, nesting_mode: nesting }]) => [
        name,
        { ...toBlock(block), min, max: max ?? (nesting === 'single' ? 1 : 0) },
      ]),
    ),
  };
}

function pickUsed(kind: string, types: z.infer<typeof Types>, used: ReadonlySet<string>): Record<string, Block> {
  const picked = Object.entries(types).filter(([type]) => used.has(`${kind} ${type}`));
  return Object.fromEntries(picked.map(([type, { block }]) => [type, toBlock(block)]));
}

/** The schemas of what `used` names, such as `resource google_pubsub_topic` or `provider google`, from what Terraform printed. */
export function extract(printed: unknown, used: ReadonlySet<string>): Schema {
  const all = Object.entries(ProviderSchemas.parse(printed).provider_schemas);
  const schema: Schema = { notice: NOTICE, providers: {}, resources: {}, data: {} };
  for (const [source, { provider, resource_schemas: resources, data_source_schemas: data }] of all) {
    const name = source.split('/').at(-1) ?? source;
    if (provider.block !== undefined && used.has(`provider ${name}`)) schema.providers[name] = toBlock(provider.block);
    Object.assign(schema.resources, pickUsed('resource', resources, used));
    Object.assign(schema.data, pickUsed('data', data, used));
  }
  return schema;
}

/** Everything that the files of these folders declare, such as `data archive_file`. */
async function declaredIn(folders: readonly string[]): Promise<Set<string>> {
  const listed = await Promise.all(
    folders.map(async (folder) => (await readdir(folder)).map((name) => join(folder, name))),
  );
  const files = listed.flat().filter((name) => name.endsWith('.tf'));
  const texts = await Promise.all(files.map((name) => readFile(name, 'utf8')));
  const declarations = texts.flatMap((each) => [...each.matchAll(/^(resource|data|provider) "(\w+)"/gm)]);
  return new Set(declarations.map(([, kind = '', type = '']) => `${kind} ${type}`));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const printed: unknown = JSON.parse(await text(process.stdin));
  const [, , ...folders] = process.argv;
  const used = await declaredIn(folders.length === 0 ? DEPLOYMENT : folders);
  process.stdout.write(`${JSON.stringify(extract(printed, used), null, 2)}\n`);
}
