import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SettingsError } from '../../../shared/reconcile/settings.ts';
import { readError, readNamedFile, writeNamedFile } from '../errors/named-file.ts';
import { SavedPlan, SCHEMA, VERSION } from './saved-plan.ts';

/** A plan of ten thousand routes has three. */
const MAX_BYTES = 20_000_000;

export async function writePlanFile(folder: string, name: string, plan: SavedPlan): Promise<void> {
  await writeNamedFile(folder, name, `${JSON.stringify(plan, null, 2)}\n`, 'plan.json');
}

async function readJson(folder: string, name: string): Promise<unknown> {
  const found = await stat(resolve(folder, name)).catch((error: unknown) => {
    throw readError(error, name);
  });
  if (!found.isFile() || found.size > MAX_BYTES)
    throw new SettingsError([`${name} is no plan: it is no file of a plan's size`]);
  try {
    return JSON.parse(await readNamedFile(folder, name));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new SettingsError([`${name} is no plan: it is no JSON`]);
  }
}

const hasEntry = (value: unknown, name: string, expected: unknown) =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).some(([key, each]) => key === name && each === expected);

/** Reads what `writePlanFile` wrote. Nothing in it is believed: it is compared with what is due. Throws SettingsError when it is none. */
export async function readPlanFile(folder: string, name: string): Promise<SavedPlan> {
  const content = await readJson(folder, name);
  const parsed = SavedPlan.safeParse(content);
  if (parsed.success) return parsed.data;
  if (!hasEntry(content, 'schema', SCHEMA))
    throw new SettingsError([`${name} is no plan: podroutes plan --out ${name} makes one`]);
  if (!hasEntry(content, 'version', VERSION))
    throw new SettingsError([`${name} is of another version of podroutes: podroutes plan --out ${name} makes it anew`]);
  const places = parsed.error.issues.map(({ path }) => path.join('.') || 'its fields');
  throw new SettingsError([`${name} is no plan: ${places[0] ?? 'something'} is not as podroutes writes it`]);
}
