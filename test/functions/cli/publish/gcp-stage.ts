import { GCP_TUTORIAL } from '../../../../infra/local/gcp.ts';
import type { Clock } from '../../../../shared/reconcile/cloud/clock.ts';
import { type CliResult, gcpEnv, runCli, sleepless } from '../../../support/cli/run-cli.ts';
import { type GcpTestbed, startGcpTestbed } from '../../../support/testbed/gcp.ts';
import { startKubernetes, type TestCluster } from './kubernetes.ts';

const { project, zone, subnet } = GCP_TUTORIAL;

export interface GcpStage extends AsyncDisposable {
  readonly gcp: GcpTestbed;
  readonly kubernetes: TestCluster;
  /** Each command has a time of its own, without pauses, unless there is a `clock`. */
  readonly publish: (...flags: string[]) => Promise<CliResult>;
}

/** A local Compute Engine with the function beside it, and a Kubernetes API. */
export async function gcpStage(clock?: Clock): Promise<GcpStage> {
  const gcp = await startGcpTestbed();
  const kubernetes = await startKubernetes();
  const publish = (...flags: string[]) =>
    runCli(['publish', '--kubeconfig', kubernetes.file, ...flags], {
      env: gcpEnv(gcp.gce),
      time: clock ?? sleepless(),
    });
  return {
    gcp,
    kubernetes,
    publish,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([gcp[Symbol.asyncDispose](), kubernetes[Symbol.asyncDispose]()]);
    },
  };
}

/** A worker, with other people's metadata beside what it may state. */
export function boot({ gce }: GcpTestbed, index: number, metadata: Record<string, string> = {}): void {
  const node = { name: `worker-${index}`, ip: `10.240.0.2${index}`, metadata: { 'ssh-keys': 'x', ...metadata } };
  gce.backend.createInstance({ zone, subnet, canIpForward: true, ...node });
  gce.settle();
}

/** `gce://PROJECT/ZONE/NAME` */
export const gcpProviderId = (name: string) => `gce://${project}/${zone}/${name}`;

export function metadataOf({ gce }: GcpTestbed, name: string): Record<string, string> {
  const found = gce.backend.instances().find(({ path }) => path.endsWith(`/${name}`));
  return Object.fromEntries((found?.metadata.items ?? []).map(({ key, value }) => [key, value]));
}
