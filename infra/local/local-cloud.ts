import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalAutoScaling, seedTutorialCluster as seedAws, startLocalEc2 } from './aws.ts';
import { seedTutorialCluster as seedGcp, startLocalGce } from './gcp.ts';
import type { KubeletCloud } from './kubernetes.ts';
import { onPort } from './local-cloud/busy-port.ts';
import { exportsFor } from './local-cloud/exports.ts';
import { runFunctions } from './local-cloud/functions.ts';
import { runKubernetes } from './local-cloud/kubernetes.ts';

export { runFunctions };

export interface LocalCloudOptions {
  readonly awsPort: number;
  readonly gcpPort: number;
  readonly seed: boolean;
  readonly functions: boolean;
  /** Whose instances have a Kubernetes. */
  readonly kubernetes?: KubeletCloud | undefined;
  /** Seconds between two resyncs of the functions. */
  readonly resyncEvery: number;
}

/** Milliseconds that an instance takes to boot or to end. */
const SETTLE = 400;

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

function deployedText(url: string, resyncEvery: number): string {
  return `
The functions are deployed, and look at everything every ${resyncEvery} seconds. Ask them yourself from that shell,
with version 2 of the AWS CLI, gcloud or curl:

aws lambda invoke --function-name podroutes-kubernetes-the-hard-way --payload '{"action":"resync"}' --cli-binary-format raw-in-base64-out report.json
aws events put-events --entries '[{"Source":"me","DetailType":"Resync Requested","Detail":"{}"}]'
gcloud scheduler jobs run podroutes-kubernetes-the-hard-way-resync --location us-west1
curl -d '{"action":"resync"}' -H 'content-type: application/json' ${url}
`;
}

/** Serves both local clouds until Ctrl-C. Prints what to paste on standard output, everything else on standard error. */
export async function runLocalCloud(options: LocalCloudOptions): Promise<void> {
  const { seed, functions, kubernetes, resyncEvery } = options;
  const stopped = untilStopped();
  await using stack = new AsyncDisposableStack();
  const ec2 = await onPort('--aws-port', options.awsPort, (port) => startLocalEc2({ port, autoSettle: SETTLE }));
  stack.defer(() => ec2.close());
  const scaling = stack.use(await LocalAutoScaling.start(ec2));
  const gce = await onPort('--gcp-port', options.gcpPort, (port) => startLocalGce({ port, autoSettle: SETTLE }));
  stack.defer(() => gce.close());
  const emptyFolder = await mkdtemp(join(tmpdir(), 'podroutes-gcloud-'));
  stack.defer(() => rm(emptyFolder, { recursive: true, force: true }));
  if (seed) {
    seedAws(ec2.backend);
    seedGcp(gce.backend);
  }
  console.error(`Local EC2 on ${ec2.url}, local Compute Engine on ${gce.url}. Ctrl-C stops both.`);
  const clouds = { ec2, scaling, gce };
  const cluster = kubernetes === undefined ? undefined : await runKubernetes(kubernetes, clouds, emptyFolder);
  if (cluster !== undefined) {
    stack.defer(cluster.close);
    console.error(`Local Kubernetes on ${cluster.url}: each instance that comes is a Node with a range.`);
  }
  console.error(`Paste this where you want aws, gcloud and podroutes to talk to them:\n`);
  console.log(exportsFor(clouds, emptyFolder, cluster?.kubeconfig));
  if (functions) {
    const { close, url } = await runFunctions(clouds, resyncEvery, (line) => process.stderr.write(line));
    stack.defer(close);
    console.error(deployedText(url, resyncEvery));
  }
  await stopped;
  console.error('\nStopped.');
}
