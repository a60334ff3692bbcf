import { execFile, execFileSync } from 'node:child_process';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { FOLDER } from '../../infra/kubernetes/manifests.ts';

const ROOT = fileURLToPath(FOLDER);
const run = promisify(execFile);

export function hasKubectl(): boolean {
  try {
    execFileSync('kubectl', ['kustomize', '--help'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** What `kubectl apply --kustomize` would send of a folder of `infra/kubernetes`. */
export async function render(name: string): Promise<string> {
  return (await run('kubectl', ['kustomize', join(ROOT, name)])).stdout;
}

/** The same of a variant with components, as a user's own file has them. */
export async function renderWith(variant: string, components: readonly string[]): Promise<string> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'podroutes-kustomize-'));
  const path = (name: string) => relative(folder.path, join(ROOT, name));
  const kustomization = {
    resources: [path(variant)],
    components: components.map((each) => path(`components/${each}`)),
    configMapGenerator: [{ name: 'podroutes', namespace: 'podroutes', literals: ['CLUSTER_NAME=a'] }],
  };
  await writeFile(join(folder.path, 'kustomization.yaml'), JSON.stringify(kustomization));
  return (await run('kubectl', ['kustomize', folder.path])).stdout;
}
