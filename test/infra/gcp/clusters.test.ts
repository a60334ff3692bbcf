import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { documentedCommands } from '../../support/cli/documented-commands.ts';
import { type Configuration, EXAMPLE, MODULE, readTexts, ROOT, textsIn } from './configuration.ts';

const read = async (folder: string) => readTexts(await textsIn(folder));
const [podroutes, root, example] = await Promise.all([read(MODULE), read(ROOT), read(EXAMPLE)]);

/** What says of a module where it is and how many there are. */
const META = new Set(['source', 'for_each']);

function argumentsOf({ modules }: Configuration): string[] {
  return modules.flatMap(({ body }) => Object.keys(body).filter((name) => !META.has(name)));
}

describe('the module', () => {
  it('leaves the provider to who calls it', () => {
    expect(podroutes.providers).toEqual([]);
  });

  it('says the project wherever a provider would fill it in', () => {
    const silent = podroutes.declared.filter(({ type, body }) => type.startsWith('google_') && !('project' in body));
    // They are where their bucket and their account are.
    expect(silent.map(({ type }) => type).toSorted()).toEqual([
      'google_service_account_iam_member',
      'google_storage_bucket_object',
    ]);
  });

  it('is called by the root with everything that can be said', () => {
    expect(argumentsOf(root).toSorted()).toEqual(podroutes.variables.toSorted());
    expect(root.outputs.toSorted()).toEqual(podroutes.outputs.toSorted());
  });

  it('is called for each of several clusters with what is needed, and nothing that it does not know', () => {
    const said = argumentsOf(example);
    expect(said.filter((name) => !podroutes.variables.includes(name))).toEqual([]);
    expect(podroutes.neededVariables.filter((name) => !said.includes(name))).toEqual([]);
    expect(example.modules).toMatchObject([{ body: { for_each: '${var.clusters}' } }]);
  });
});

/** By what Google tells two resources of one type in a project apart. */
const IDENTITY = ['account_id', 'role_id', 'name'];
/** They are somebody's: of a resource with a name, or of an identity of the cluster. */
const UNNAMED = /_iam_member$|^google_project_service$|^google_monitoring_|^terraform_data$/;

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex').slice(0, 8);

/** What a cluster's resources are called. `${each.key}` and the like stay as they are. */
function namesFor(cluster: string): string[] {
  const values = { 'local.name': `podroutes-${cluster}`, 'local.id': sha1(cluster), 'var.cluster_name': cluster };
  const resources = podroutes.declared.filter(({ kind, type }) => kind === 'resource' && !UNNAMED.test(type));
  return resources.map(({ type, body }) => {
    const written = z.string().parse(IDENTITY.map((key) => body[key]).find((value) => value !== undefined));
    const filled = Object.entries(values).reduce(
      (text, [name, value]) => text.replaceAll(`\${${name}}`, value),
      written,
    );
    return `${type} ${filled}`;
  });
}

/** What is deleted of what a command before has listed. */
const LEFT_TO_LISTS = [
  '-q compute routes delete https://answer.example',
  '-q eventarc triggers delete https://answer.example',
];

/** What a command of gcloud makes or deletes: its words before the flags. */
function subjectOf(words: readonly string[]): string[] {
  const flags = words.findIndex((word) => word.startsWith('--'));
  const before = words.slice(0, flags === -1 ? words.length : flags);
  return before.some((word) => /^(create|deploy|delete)$/.test(word)) ? [before.join(' ')] : [];
}

describe('two clusters in one project', () => {
  it('have no resource of one name', () => {
    expect(podroutes.locals).toMatchObject({
      name: 'podroutes-${var.cluster_name}',
      id: '${substr(sha1(var.cluster_name), 0, 8)}',
    });
    const [blue, green] = ['blue', 'green'].map(namesFor);
    expect(blue?.length).toBeGreaterThan(15);
    // The object's name is the zip's hash; the bucket that it is in is the cluster's.
    const common = (blue ?? []).filter((name) => green?.includes(name));
    expect(common.map((name) => name.split(' ')[0])).toEqual(['google_storage_bucket_object']);
  });

  it('have none where gcloud makes and removes them, by the page', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'podroutes-page-'));
    const [short, long] = [await documentedCommands(folder, 'blue'), await documentedCommands(folder, 'blue-2')];
    await rm(folder, { recursive: true });
    expect(short.flatMap(subjectOf).length).toBeGreaterThan(30);
    const known = new Set(short.flatMap(subjectOf));
    const common = new Set(long.flatMap(subjectOf).filter((subject) => known.has(subject)));
    expect([...common].toSorted()).toEqual(LEFT_TO_LISTS);
    const accounts = long.flat().flatMap((word) => /podroutes-[a-z]+-\d+(?=@|$)/.exec(word)?.[0] ?? []);
    expect(accounts.filter((name) => name.length > 30)).toEqual([]);
  });

  it('pack the function into a file for each, so that neither writes over what the other reads', () => {
    const archives = podroutes.declared.filter(({ type }) => type === 'archive_file');
    expect(archives).toMatchObject([{ body: { output_path: '${path.module}/.build/${local.name}.zip' } }]);
  });
});
