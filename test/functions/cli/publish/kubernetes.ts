import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalKubernetes, startLocalKubernetes } from '../../../../infra/local/kubernetes.ts';

export interface TestCluster extends LocalKubernetes, AsyncDisposable {
  /** Path of a kubeconfig for it. */
  readonly file: string;
}

/** A Kubernetes API with a kubeconfig in a folder of its own. */
export async function startKubernetes(now?: () => number): Promise<TestCluster> {
  const kubernetes = await startLocalKubernetes(now === undefined ? {} : { now });
  const folder = await mkdtemp(join(tmpdir(), 'podroutes-kubernetes-'));
  const file = join(folder, 'config');
  await writeFile(file, kubernetes.kubeconfig);
  return {
    ...kubernetes,
    file,
    [Symbol.asyncDispose]: async () => {
      await kubernetes.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** `aws:///us-east-1a/i-...` */
export const awsProviderId = (id: string) => `aws:///us-east-1a/${id}`;
