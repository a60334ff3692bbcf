import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type KubeletCloud, runAwsKubelets, runGcpKubelets, startLocalKubernetes } from '../kubernetes.ts';
import type { Clouds } from './exports.ts';

/** A Kubernetes whose Nodes are a cloud's instances. Answers where it is, the path of its kubeconfig, and the way to stop it. */
export async function runKubernetes(cloud: KubeletCloud, { ec2, gce }: Clouds, folder: string) {
  const kubernetes = await startLocalKubernetes();
  const stop = cloud === 'aws' ? runAwsKubelets(ec2, kubernetes) : runGcpKubelets(gce, kubernetes);
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, kubernetes.kubeconfig);
  const close = async () => {
    stop();
    await kubernetes.close();
  };
  return { url: kubernetes.url, kubeconfig, close };
}
