import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { Schema } from '../../../infra/gcp/schema/provider-schema.ts';
import { checkReferences } from '../gcp/check-references.ts';
import { checkSchema } from '../gcp/check-schema.ts';
import { readTexts, textsIn } from '../gcp/configuration.ts';

const FOLDER = fileURLToPath(new URL('../../../infra/examples', import.meta.url));
const schema = Schema.parse(JSON.parse(await readFile(join(FOLDER, 'schema.json'), 'utf8')));

async function problemsIn(texts: Record<string, string>): Promise<string[]> {
  const configuration = await readTexts(texts);
  expect(configuration.declared).toHaveLength(2);
  return [...checkSchema(configuration, schema), ...checkReferences(configuration, schema)];
}

it.each(['aws', 'gcp'])('the example for Terraform on %s is such as its provider takes', async (cloud) => {
  expect(await problemsIn(await textsIn(join(FOLDER, cloud)))).toEqual([]);
});

it.each([
  ['aws', 'instance_metadata_tags', 'metadata_tags', /metadata_options: there is no metadata_tags/],
  ['aws', 'initial_lifecycle_hook', 'lifecycle_hook', /there is no lifecycle_hook/],
  ['aws', '  min_size            = 3\n', '', /the argument min_size is missing/],
  ['aws', 'worker.latest_version', 'worker.newest_version', /it has no newest_version/],
  ['gcp', 'minimal_action  ', 'minimum_action  ', /update_policy: there is no minimum_action/],
  [
    'gcp',
    'google_compute_instance_template.worker.',
    'google_compute_instance_template.node.',
    /there is no such resource/,
  ],
])('on %s the check sees %j missing', async (cloud, from, to, problem) => {
  const { 'main.tf': text = '' } = await textsIn(join(FOLDER, cloud));
  expect(text).toContain(from);
  expect(await problemsIn({ 'main.tf': text.replace(from, to) })).toContainEqual(expect.stringMatching(problem));
});
