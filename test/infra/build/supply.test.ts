import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Ajv } from 'ajv';
import { describe, expect, inject, it } from 'vitest';
import * as z from 'zod/mini';
import { dependencyClosure, packageNameAt, readLock } from '../../../infra/build/supply/lock-file.ts';
import { buildToTemporaryFolder } from '../../support/build/built-output.ts';

const require = createRequire(import.meta.url);
const SCHEMAS = join(dirname(require.resolve('@cyclonedx/cyclonedx-library/package.json')), 'res/schema');
const FRAMEWORK = '@google-cloud/functions-framework';
const TARGETS = ['aws', 'gcp', 'cli'] as const;

const Hashes = z.array(z.object({ alg: z.string(), content: z.string() }));
const Bom = z.object({
  metadata: z.object({ component: z.object({ components: z.array(z.object({ name: z.string(), hashes: Hashes })) }) }),
  components: z.array(
    z.object({
      name: z.string(),
      version: z.string(),
      group: z.optional(z.string()),
      purl: z.string(),
      hashes: Hashes,
      properties: z.array(z.object({ name: z.string(), value: z.string() })),
    }),
  ),
});

const built = inject('built');

const readJson = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'));
const bomOf = async (target: string) => Bom.parse(await readJson(join(built, `sbom/${target}.cdx.json`)));
const fullName = ({ group, name }: z.infer<typeof Bom>['components'][number]) =>
  group === undefined ? name : `${group}/${name}`;

async function contents(folder: string): Promise<[string, string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hash = async (path: string) =>
    createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  return Promise.all(files.toSorted().map(async (path) => [path.slice(folder.length + 1), await hash(path)]));
}

it('two builds are the same, to the byte', async () => {
  const first = await contents(built);
  expect(first.length).toBeGreaterThan(10);
  const again = await buildToTemporaryFolder();
  expect(await contents(again.folder)).toEqual(first);
  await again.remove();
}, 120_000);

describe('the bill of materials', () => {
  it.each(TARGETS)('of %s is CycloneDX 1.6, by the official schema', async (target) => {
    // Formats (addresses, dates) are another package's; there are none in ours.
    const ajv = new Ajv({ strict: false, validateFormats: false });
    for (const name of ['spdx.SNAPSHOT.schema.json', 'jsf-0.82.SNAPSHOT.schema.json']) {
      ajv.addSchema(Object(await readJson(join(SCHEMAS, name))), `http://cyclonedx.org/schema/${name}`);
    }
    const validate = ajv.compile(Object(await readJson(join(SCHEMAS, 'bom-1.6.SNAPSHOT.schema.json'))));
    const bom = await readJson(join(built, `sbom/${target}.cdx.json`));
    expect([validate(bom), validate.errors]).toEqual([true, null]);
    expect(validate({ ...Object(bom), specVersion: 7 })).toBe(false);
  });

  it.each(TARGETS)('of %s names every file that is deployed', async (target) => {
    const { components } = (await bomOf(target)).metadata.component;
    const listed = new Map(components.map(({ name, hashes }) => [name, hashes[0]?.content]));
    expect(listed).toEqual(new Map(await contents(join(built, target))));
  });

  it.each(TARGETS)(
    'of %s has name, version and integrity as the lock file pins them, and nothing for development',
    async (target) => {
      const lock = await readLock();
      const pinned = new Map(
        [...lock].map(([place, { version, integrity = '', dev }]) => [
          `${packageNameAt(place)}@${version}`,
          { integrity, dev },
        ]),
      );
      const { components } = await bomOf(target);
      expect(components.length).toBeGreaterThan(5);
      for (const component of components) {
        const hash = Buffer.from(component.hashes[0]?.content ?? '', 'hex').toString('base64');
        const known = pinned.get(`${fullName(component)}@${component.version}`);
        expect([component.purl, known?.integrity, known?.dev]).toEqual([component.purl, `sha512-${hash}`, undefined]);
      }
    },
  );

  it('lists what is inside, and not what could have been', async () => {
    const namesIn = async (target: string) => (await bomOf(target)).components.map(fullName);
    const [aws, gcp, cli] = await Promise.all(TARGETS.map(namesIn));
    expect(aws).toEqual(expect.arrayContaining(['@aws-sdk/client-ec2', 'p-limit', 'postal-mime', 'zod']));
    expect(gcp).toEqual(expect.arrayContaining(['@google-cloud/compute', 'google-gax', FRAMEWORK, 'express']));
    expect(cli).toEqual(expect.arrayContaining(['commander', '@aws-sdk/client-ec2', '@google-cloud/compute']));
    expect(aws).not.toEqual(expect.arrayContaining(['commander']));
    expect(aws).not.toEqual(expect.arrayContaining(['@google-cloud/compute']));
    expect(cli).not.toEqual(expect.arrayContaining([FRAMEWORK]));
    const { components } = await bomOf('gcp');
    const express = components.find(({ name }) => name === 'express');
    expect(express?.properties).toEqual([{ name: 'podroutes:how', value: 'installed' }]);
  });
});

describe('what the platform installs on GCP', () => {
  it('is pinned by a lock file that npm takes', async () => {
    const folder = join(built, 'gcp');
    const { stdout } = await promisify(execFile)('npm', ['ls', '--all', '--package-lock-only', '--json'], {
      cwd: folder,
    });
    const Listed = z.object({
      problems: z.optional(z.array(z.string())),
      dependencies: z.record(z.string(), z.unknown()),
    });
    const { problems, dependencies } = Listed.parse(JSON.parse(stdout));
    expect([problems, Object.keys(dependencies)]).toEqual([undefined, [FRAMEWORK]]);
  });

  it('runs no script when it is installed', async () => {
    const lock = await readLock();
    const scripted = dependencyClosure(lock, FRAMEWORK).filter((place) => lock.get(place)?.hasInstallScript === true);
    expect(scripted).toEqual([]);
  });

  it('is all that anybody installs: what else has a script is bundled, and needs it not', async () => {
    const lock = await readLock();
    const scripted = [...lock].filter(
      ([, { dev, hasInstallScript }]) => dev === undefined && hasInstallScript === true,
    );
    // Our own, for whoever works on the project, and one that compares versions and prints a warning.
    expect(scripted.map(([place]) => place)).toEqual(['', 'node_modules/protobufjs']);
    const { components } = await bomOf('gcp');
    const how = components.find(({ name }) => name === 'protobufjs')?.properties;
    expect(how).toEqual([{ name: 'podroutes:how', value: 'bundled' }]);
  });
});

describe('a closure', () => {
  const lock = new Map([
    ['node_modules/a', { dependencies: { b: '1', c: '1' } }],
    ['node_modules/b', { dependencies: { d: '1' } }],
    ['node_modules/a/node_modules/c', { dependencies: { d: '2' }, optionalDependencies: { none: '1' } }],
    ['node_modules/a/node_modules/d', {}],
    ['node_modules/c', {}],
    ['node_modules/d', {}],
  ]);

  it('takes for each package what Node would find', () => {
    const places = [
      'node_modules/a',
      'node_modules/a/node_modules/c',
      'node_modules/a/node_modules/d',
      'node_modules/b',
      'node_modules/d',
    ];
    expect(dependencyClosure(lock, 'a').toSorted()).toEqual(places);
  });

  it('must be pinned', () => {
    expect(() => dependencyClosure(lock, 'x')).toThrow('package-lock.json has no x');
  });
});
