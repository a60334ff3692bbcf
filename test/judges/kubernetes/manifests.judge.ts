import { execFile } from 'node:child_process';
import { mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, it } from 'vitest';
import * as z from 'zod/mini';
import { FOLDER } from '../../infra/kubernetes/manifests.ts';
import { skipAloud } from '../../support/or-skip.ts';
import { hasKubectl, render, renderWith } from './kustomize.ts';

/** The oldest that the judge knows, one in the middle, and the newest. */
const VERSIONS = ['1.25', '1.31', '1.37'];

const Ended = z.object({ stdout: z.string() });

/** What the schemas of Kubernetes say against objects, or fields that they do not know; and how many objects they allow. */
async function judge(manifests: string, version: string): Promise<{ allowed: number; faults: string[] }> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'podroutes-manifests-'));
  const file = join(folder.path, 'manifests.yaml');
  await writeFile(file, manifests);
  const command = join(inject('judges'), 'bin/kubernetes-validate');
  const args = ['--strict', '--kubernetes-version', version, file];
  // It ends with 1 where it finds something.
  const ended: unknown = await promisify(execFile)(command, args).catch((error: unknown) => error);
  const lines = Ended.parse(ended).stdout.trim().split('\n');
  const faults = lines.filter((line) => !line.includes(' passed for resource '));
  return { allowed: lines.length - faults.length, faults };
}

const countOf = (manifests: string) => manifests.match(/^kind: .+/gm)?.length ?? 0;

/** Each object is allowed. */
async function expectAllowed(manifests: string, versions: readonly string[] = VERSIONS): Promise<void> {
  for (const version of versions)
    expect(await judge(manifests, version)).toEqual({ allowed: countOf(manifests), faults: [] });
}

const read = (path: string) => readFile(new URL(path, FOLDER), 'utf8');

describe('what the schemas of Kubernetes say', () => {
  it.each(['base/namespace.yaml', 'base/account.yaml', 'deployment/deployment.yaml', 'cron-job/cron-job.yaml'])(
    'of %s',
    async (path) => {
      await expectAllowed(await read(path));
    },
  );

  it('of a field that there is not', async () => {
    const wrong = (await read('deployment/deployment.yaml')).replace('hostNetwork', 'hostNetworks');
    const { faults } = await judge(wrong, '1.37');
    expect(faults).toEqual([expect.stringContaining("('hostNetworks' was unexpected)")]);
  });
});

const canRender = hasKubectl();
if (!canRender)
  skipAloud('what the schemas of Kubernetes say of the kustomizations', 'there is no kubectl on this machine');

const IDENTITIES = ['aws-web-identity', 'gcp-web-identity'];

describe.skipIf(!canRender)('what they say once kubectl has put it together', () => {
  it.each(['aws', 'gcp'])('of the example for %s', async (cloud) => {
    const manifests = await render(cloud);
    expect(countOf(manifests)).toBe(6);
    await expectAllowed(manifests);
  });

  it.each(['deployment', 'cron-job'])('of %s with each component', async (variant) => {
    for (const identity of IDENTITIES) {
      const manifests = await renderWith(variant, ['network-condition', identity]);
      expect(manifests).toContain('- --network-condition');
      expect(manifests).toContain('- nodes/status');
      expect(manifests).toContain('serviceAccountToken:');
      expect(manifests).toMatch(/configMapRef:\n +name: podroutes-\w{10}\n/);
      await expectAllowed(manifests, ['1.37']);
    }
  });
});
