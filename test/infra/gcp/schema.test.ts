import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { extract } from '../../../infra/gcp/schema/extract.ts';
import { Schema } from '../../../infra/gcp/schema/provider-schema.ts';
import { checkSchema } from './check-schema.ts';
import { deploymentTexts, EXAMPLE, readTexts, ROOT, textsIn } from './configuration.ts';
import { checkReferences } from './check-references.ts';

const schema = Schema.parse(JSON.parse(await readFile(join(ROOT, 'schema/schema.json'), 'utf8')));
const texts = await deploymentTexts();

/** The deployment with one thing changed, which has to be there. */
async function changed(file: string, from: string, to: string): Promise<string[]> {
  const text = texts[file] ?? '';
  expect(text).toContain(from);
  const configuration = await readTexts({ ...texts, [file]: text.replace(from, to) });
  return [...checkSchema(configuration, schema), ...checkReferences(configuration, schema)];
}

describe('the Terraform files and the providers’ schemas', () => {
  it('agree', async () => {
    const configuration = await readTexts(texts);
    expect(configuration.declared.length).toBeGreaterThanOrEqual(30);
    expect(checkSchema(configuration, schema)).toEqual([]);
    expect(checkReferences(configuration, schema)).toEqual([]);
  });

  it.each([ROOT, EXAMPLE])('agree in %s too, and an argument of a provider is checked', async (folder) => {
    const called = await textsIn(folder);
    const configuration = await readTexts(called);
    expect(configuration.providers).toHaveLength(1);
    expect(checkSchema(configuration, schema)).toEqual([]);
    expect(checkReferences(configuration, schema)).toEqual([]);
    const misspelt = Object.entries(called).map(([name, text]) => [
      name,
      text.replace('region  = var', 'regio  = var'),
    ]);
    const problems = checkSchema(await readTexts(Object.fromEntries(misspelt)), schema);
    expect(problems).toEqual(['provider google: there is no regio']);
  });

  it('are told where they come from and under which licence', () => {
    expect(schema.notice).toMatch(/hashicorp\/google \d+\.\d+\.\d+.*Mozilla Public License 2\.0/);
  });
});

describe('the check', () => {
  it.each([
    ['a misspelt argument', 'function.tf', 'entry_point ', 'entrypoint ', /build_config: there is no entrypoint/],
    [
      'one in a block in a block',
      'function.tf',
      'object = google',
      'objet = google',
      /build_config.source.storage_source: there is no objet/,
    ],
    [
      'a misspelt argument of a data source',
      'function.tf',
      'source_dir ',
      'sourcedir ',
      /archive_file.function: there is no sourcedir/,
    ],
    [
      'a missing required argument',
      'triggers.tf',
      'attribute = "type"',
      '',
      /matching_criteria: the argument attribute is missing/,
    ],
    [
      'one missing in a block in a block',
      'schedule.tf',
      'service_account_email = google_service_account.scheduler.email',
      '',
      /oidc_token: the argument service_account_email is missing/,
    ],
    [
      'an unknown nested block',
      'triggers.tf',
      'cloud_run_service {',
      'cloud_run {',
      /destination: there is no cloud_run$/,
    ],
    [
      'a missing required block',
      'triggers.tf',
      'destination {',
      'lifecycle {',
      /google_eventarc_trigger.audit: the block destination is missing/,
    ],
    [
      'a block twice',
      'system-events.tf',
      '  transport {',
      '  transport {}\n  transport {',
      /2 blocks transport, at most 1/,
    ],
    [
      'a block written as an argument',
      'alerts.tf',
      'alert_strategy {',
      'alert_strategy = {',
      /alert_strategy is a block/,
    ],
    [
      'an argument that can only be read',
      'metrics.tf',
      'description = each',
      'effective_labels = each',
      /there is no effective_labels|can only be read/,
    ],
    [
      'a misspelt resource',
      'schedule.tf',
      '"google_cloud_scheduler_job"',
      '"google_scheduler_job"',
      /resource google_scheduler_job: not in schema/,
    ],
    [
      'an argument of a provisioner’s resource',
      'dead-letters.tf',
      'triggers_replace',
      'trigger_replace',
      /terraform_data.dead_letter_policy: there is no trigger_replace/,
    ],
    [
      'a resource that is not there',
      'outputs.tf',
      'google_service_account.build.email',
      'google_service_account.builder.email',
      /google_service_account.builder.email: there is no such resource/,
    ],
    [
      'an attribute that is not there',
      'outputs.tf',
      'google_service_account.build.email',
      'google_service_account.build.mail',
      /it has no mail/,
    ],
    ['a variable that is not there', 'schedule.tf', 'var.schedule', 'var.cron', /var.cron: is not declared/],
    ['a variable that nobody uses', 'schedule.tf', 'var.schedule', '"* * * * *"', /var.schedule: nobody uses it/],
  ])('catches %s', async (_what, file, from, to, problem) => {
    const problems = await changed(file, from, to);
    expect(problems).toContainEqual(expect.stringMatching(problem));
  });

  it('looks into dynamic blocks', async () => {
    const trigger = (label: string, argument: string) => `
      resource "google_eventarc_trigger" "t" {
        name     = "t"
        location = "global"
        destination { workflow = "w" }
        dynamic "${label}" {
          for_each = { type = "x" }
          content {
            attribute = each.key
            ${argument} = each.value
          }
        }
      }`;
    const problems = async (label: string, argument: string) =>
      checkSchema(await readTexts({ 'a.tf': trigger(label, argument) }), schema);
    expect(await problems('matching_criteria', 'value')).toEqual([]);
    expect(await problems('matching_criteria', 'valu')).toEqual([
      'google_eventarc_trigger.t.matching_criteria: there is no valu',
      'google_eventarc_trigger.t.matching_criteria: the argument value is missing',
    ]);
    expect(await problems('matching', 'value')).toContain('google_eventarc_trigger.t: there is no matching');
  });
});

it('the schema is extracted from what Terraform prints', () => {
  const block = {
    attributes: { a: { required: true }, b: { optional: true, computed: true }, c: { computed: true } },
    block_types: {
      many: { nesting_mode: 'list', min_items: 1, block: {} },
      timeouts: { nesting_mode: 'single', block: { attributes: { create: { optional: true } } } },
    },
  };
  const google = {
    provider: { block: { attributes: { project: { optional: true }, x_custom_endpoint: { optional: true } } } },
    resource_schemas: { google_x: { block }, google_y: { block } },
    data_source_schemas: { google_x: { block } },
  };
  const printed = { format_version: '1.0', provider_schemas: { 'registry.terraform.io/hashicorp/google': google } };
  const { providers, resources, data } = extract(printed, new Set(['provider google', 'resource google_x']));
  const empty = { arguments: {}, blocks: {} };
  expect({ providers, resources, data }).toEqual({
    providers: { google: { arguments: { project: 'optional' }, blocks: {} } },
    resources: {
      google_x: {
        arguments: { a: 'required', b: 'optional', c: 'computed' },
        blocks: {
          many: { ...empty, min: 1, max: 0 },
          timeouts: { arguments: { create: 'optional' }, blocks: {}, min: 0, max: 1 },
        },
      },
    },
    data: {},
  });
});
