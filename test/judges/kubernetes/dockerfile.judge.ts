import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, inject, it } from 'vitest';
import { FOLDER } from '../../infra/kubernetes/manifests.ts';

it('hadolint finds nothing in the Dockerfile', async () => {
  const file = fileURLToPath(new URL('Dockerfile', FOLDER));
  const { stdout } = await promisify(execFile)(join(inject('judges'), 'bin/hadolint'), [
    '--failure-threshold',
    'style',
    file,
  ]);
  expect(stdout).toBe('');
});
