import * as z from 'zod/mini';
import { SettingsError } from '../../../shared/reconcile/settings.ts';
import { readNamedFile } from '../errors/named-file.ts';
import { findSettingsFile } from './find-settings-file.ts';
import type { Flags } from './flags.ts';

/** `a,b` or a list; either way what a flag would say. */
const commaSeparated = z.pipe(
  z.union([z.string(), z.array(z.string())]),
  z.transform((value) => (typeof value === 'string' ? value : value.join(','))),
);

const text = z.optional(z.string());

/** A number in YAML, or the same as text. */
const prefixLength = z.optional(
  z.pipe(
    z.union([z.string(), z.number()]),
    z.transform((value) => String(value)),
  ),
);

const SettingsFile = z.strictObject({
  cloud: z.optional(z.enum(['aws', 'gcp'])),
  clusterName: text,
  clusterCidr: z.optional(commaSeparated),
  nodeCidrMaskSizeIpv4: prefixLength,
  nodeCidrMaskSizeIpv6: prefixLength,
  routeTableIds: z.optional(commaSeparated),
  region: text,
  profile: text,
  project: text,
  network: text,
  networkProject: text,
});

const KNOWN_KEYS = Object.keys(SettingsFile.shape).join(', ');

function schemaMistakes(name: string, error: z.core.$ZodError): string[] {
  return error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => `${name} has "${key}", which is none of ${KNOWN_KEYS}`);
    const where = issue.path.length === 0 ? 'the file' : `"${issue.path.join('.')}"`;
    const wanted = issue.path[0] === 'cloud' ? 'aws or gcp' : issue.path.length === 0 ? 'names with values' : 'text';
    return [`${name}: ${where} should be ${wanted}`];
  });
}

async function parseContent(name: string, content: string): Promise<unknown> {
  // JSON is YAML too, but a slip in it is better told by its own parser.
  if (name.endsWith('.json')) return JSON.parse(content);
  return (await import('./yaml.ts')).parseYaml(content) ?? {};
}

async function parseFile(folder: string, name: string): Promise<Flags> {
  const text = await readNamedFile(folder, name);
  let content: unknown;
  try {
    content = await parseContent(name, text);
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new SettingsError([`${name} cannot be read: ${line}`]);
  }
  const parsed = SettingsFile.safeParse(content);
  if (!parsed.success) throw new SettingsError(schemaMistakes(name, parsed.error));
  return parsed.data;
}

/**
 * Reads `podroutes.yaml` or `podroutes.json` of `folder` or of one above, or the file that `config` names. Empty when there is none. Throws
 * one SettingsError that names every mistake in it.
 */
export async function readSettingsFile(folder: string, config: string | undefined): Promise<Flags> {
  if (config !== undefined) return parseFile(folder, config);
  const found = await findSettingsFile(folder);
  return found === undefined ? {} : parseFile(folder, found);
}
