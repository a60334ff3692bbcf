import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod/mini';

const FOLDER = new URL('../../.github/workflows/', import.meta.url);

const Permissions = z.record(z.string(), z.enum(['read', 'write', 'none']));
const Step = z.object({
  uses: z.optional(z.string()),
  run: z.optional(z.string()),
  with: z.optional(z.record(z.string(), z.unknown())),
});
const Workflow = z.object({
  permissions: Permissions,
  jobs: z.record(z.string(), z.object({ permissions: Permissions, steps: z.array(Step) })),
});
const Package = z.object({ scripts: z.record(z.string(), z.string()) });

const names = await readdir(FOLDER);
const texts = await Promise.all(names.map((name) => readFile(new URL(name, FOLDER), 'utf8')));
const workflows = texts.map((text, i) => ({ name: names[i] ?? '', text, ...Workflow.parse(parse(text)) }));

describe.each(workflows)('the workflow $name', ({ text, permissions, jobs }) => {
  const all = Object.values(jobs);
  const steps = all.flatMap((job) => job.steps);

  it('pins every action to a commit, and says which version that is', () => {
    const lines = text.split('\n').filter((line) => line.includes('uses:'));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
  });

  it('may nothing but what a job asks for', () => {
    expect(permissions).toEqual({});
  });

  it('lets no job that runs our packages write anything or hold a token', () => {
    const running = all.filter((job) =>
      job.steps.some(({ run = '' }) => /npm (?!publish --ignore-scripts )|\.ci\/run/.test(run)),
    );
    expect(running.length).toBeGreaterThan(0);
    for (const job of running) {
      expect(job.permissions).toEqual({ contents: 'read' });
      const checkout = job.steps.find(({ uses = '' }) => uses.startsWith('actions/checkout@'));
      expect(checkout?.with).toMatchObject({ 'persist-credentials': false });
    }
  });

  it('puts nothing that others write into a command', () => {
    expect(steps.filter(({ run = '' }) => run.includes('${{'))).toEqual([]);
  });

  it('runs commands that there are', async () => {
    const { scripts } = Package.parse(
      JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')),
    );
    const used = steps.flatMap(({ run = '' }) => [...run.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name));
    expect(used.filter((name) => !(name in scripts))).toEqual([]);
  });
});

it('ci runs what everybody runs', () => {
  const ci = workflows.find(({ name }) => name === 'ci.yml');
  expect(ci?.jobs['check']?.steps.at(-1)).toEqual({ run: '.ci/run' });
});

it('a release is attested', () => {
  const release = workflows.find(({ name }) => name === 'release.yml');
  expect(release?.jobs['publish']?.permissions).toEqual({
    contents: 'write',
    'id-token': 'write',
    attestations: 'write',
  });
  const used = release?.jobs['publish']?.steps.map(({ uses = '' }) => uses.split('@')[0]);
  expect(used).toContain('actions/attest-build-provenance');
});

it('a job with the registry’s token has nothing of the repository and publishes a tarball without running it', () => {
  const release = workflows.find(({ name }) => name === 'release.yml');
  const job = release?.jobs['npm'];
  expect(job?.permissions).toEqual({});
  const used = job?.steps.flatMap(({ uses = '' }) => uses.split('@')[0] ?? []).filter((name) => name !== '');
  expect(used).toEqual(['actions/setup-node', 'actions/download-artifact']);
  const commands = job?.steps.flatMap(({ run = '' }) => run.split('\n')).filter((line) => line.includes('npm '));
  expect(commands).toEqual([expect.stringMatching(/^npm publish --ignore-scripts .*\.tgz"$/)]);
});

it('a release is what npm run package makes', () => {
  const build = workflows.find(({ name }) => name === 'release.yml')?.jobs['build'];
  expect(build?.steps.map(({ run }) => run)).toContain('npm run package');
  expect(build?.steps.at(-1)?.with).toMatchObject({ path: 'dist/release/' });
});
