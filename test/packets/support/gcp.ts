import { bootWorker, GCP_TUTORIAL, workerPodCidr } from '../../../infra/local/gcp.ts';
import { type GcpTestbed, startGcpTestbed } from '../../support/testbed/gcp.ts';
import { gceSource } from '../vpc/gcp/source.ts';
import type { Pod } from '../vpc/pod.ts';
import { startVpc, type Vpc } from '../vpc/vpc.ts';

export interface GcpLab extends AsyncDisposable {
  readonly bench: GcpTestbed;
  readonly vpc: Vpc;
  /** Boots worker `i` with a pod in its range. */
  boot(i: number): Pod;
  addPod(instance: string, ...ranges: readonly string[]): Pod;
}

/** The lab's network with the function deployed, where packets are sent. */
export async function startGcpLab(options: Parameters<typeof startGcpTestbed>[0] = {}): Promise<GcpLab> {
  const bench = await startGcpTestbed(options);
  const vpc = startVpc(gceSource(bench.gce, GCP_TUTORIAL.network));
  const addPod: GcpLab['addPod'] = (instance, ...ranges) =>
    vpc.addPod(bench.gce.backend.instance(instance).path, ...ranges);
  return {
    bench,
    vpc,
    addPod,
    boot: (i) => addPod(bootWorker(bench.gce.backend, i).path, workerPodCidr(i)),
    [Symbol.asyncDispose]: async () => {
      vpc[Symbol.dispose]();
      await bench[Symbol.asyncDispose]();
    },
  };
}

export const resync = ({ bench }: Pick<GcpLab, 'bench'>) => bench.invokeManually({ action: 'resync' });

/** An instance in the lab's subnet, running. */
export function launch(
  { gce }: GcpTestbed,
  name: string,
  more: Partial<Parameters<GcpTestbed['gce']['backend']['createInstance']>[0]> = {},
): string {
  const { zone, subnet } = GCP_TUTORIAL;
  return gce.backend.createInstance({ name, zone, subnet, canIpForward: true, ...more }).path;
}
