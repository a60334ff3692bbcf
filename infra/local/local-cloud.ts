import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeLogger } from '../../functions/common/log.ts';
import { Pump } from './deliver/pump.ts';
import { AWS_CREDENTIALS, deployAws } from './aws-deployment.ts';
import { AWS_TUTORIAL, LocalAutoScaling, type LocalEc2, seedTutorialCluster as seedAws, startLocalEc2 } from './aws.ts';
import { deployGcp } from './gcp-deployment.ts';
import { type KubeletCloud, runAwsKubelets, runGcpKubelets, startLocalKubernetes } from './kubernetes.ts';
import { GCP_TUTORIAL, type LocalGce, seedTutorialCluster as seedGcp, startLocalGce } from './gcp.ts';

export interface LocalCloudOptions {
  readonly awsPort: number;
  readonly gcpPort: number;
  readonly seed: boolean;
  readonly functions: boolean;
  /** Whose instances have a Kubernetes. */
  readonly kubernetes?: KubeletCloud | undefined;
}

/** Milliseconds that an instance takes to boot or to end. */
const SETTLE = 400;

/** The APIs beside Compute Engine's of which the local cloud has as much as a deployment needs. */
const OTHER_APIS = ['CLOUDRESOURCEMANAGER', 'CLOUDSCHEDULER', 'LOGGING', 'PUBSUB', 'RUN'];

const DELIVERY = { batchingWindow: 50, retryDelay: 5000 };

interface Clouds {
  readonly ec2: LocalEc2;
  readonly scaling: LocalAutoScaling;
  readonly gce: LocalGce;
}

/** Lines for the shell that make the clients talk to the local clouds. */
function exportsFor({ ec2, scaling, gce }: Clouds, emptyFolder: string, kubeconfig?: string): string {
  const names = {
    AWS_ENDPOINT_URL: ec2.url,
    AWS_ENDPOINT_URL_AUTO_SCALING: scaling.url,
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: AWS_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: AWS_CREDENTIALS.secretAccessKey,
    CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE: `${gce.url}/compute/v1/`,
    ...Object.fromEntries(OTHER_APIS.map((api) => [`CLOUDSDK_API_ENDPOINT_OVERRIDES_${api}`, `${gce.url}/`])),
    CLOUDSDK_AUTH_DISABLE_CREDENTIALS: 'true',
    CLOUDSDK_CONFIG: emptyFolder,
    CLOUDSDK_CORE_PROJECT: GCP_TUTORIAL.project,
    CLOUDSDK_COMPUTE_ZONE: GCP_TUTORIAL.zone,
    CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
    COMPUTE_API_ENDPOINT: gce.url,
    GOOGLE_CLOUD_PROJECT: GCP_TUTORIAL.project,
    METADATA_SERVER_DETECTION: 'none',
    ...(kubeconfig === undefined ? {} : { KUBECONFIG: kubeconfig }),
    CLUSTER_NAME: AWS_TUTORIAL.cluster,
    CLUSTER_CIDR: AWS_TUTORIAL.clusterCidr,
  };
  return Object.entries(names)
    .map(([name, value]) => `export ${name}=${value}`)
    .join('\n');
}

/** Connects both clouds' events to the functions. Returns the way to stop that. */
async function runFunctions({ ec2, scaling, gce }: Clouds): Promise<() => Promise<void>> {
  const settings = { CLUSTER_CIDR: AWS_TUTORIAL.clusterCidr };
  const aws = deployAws(ec2, { log: makeLogger('aws'), settings, autoScalingUrl: scaling.url });
  const gcp = await deployGcp(gce, { log: makeLogger('gcp'), settings });
  const awsPump = new Pump({
    ...DELIVERY,
    drain: () => aws.queue.drain(aws.handler),
    waiting: () => (aws.stack.isMappingEnabled() ? aws.queue.length : 0),
  });
  const gcpPump = new Pump({
    ...DELIVERY,
    drain: () => gcp.eventarc.drain(gcp.url),
    waiting: () => gcp.eventarc.length,
  });
  scaling.onEvent(aws.deliver);
  const notify = () => awsPump.notify();
  ec2.onEvent(notify);
  ec2.onTagChange(notify);
  scaling.onEvent(notify);
  gce.onEvent(() => gcpPump.notify());
  console.error(
    `\nThe functions are deployed. By hand: curl -d '{"action":"resync"}' -H 'content-type: application/json' ${gcp.url}`,
  );
  return async () => {
    await Promise.all([awsPump.close(), gcpPump.close()]);
    await gcp.close();
  };
}

/** A Kubernetes whose Nodes are a cloud's instances. Answers the path of its kubeconfig, and the way to stop it. */
async function runKubernetes(cloud: KubeletCloud, { ec2, gce }: Clouds, folder: string) {
  const kubernetes = await startLocalKubernetes();
  const stop = cloud === 'aws' ? runAwsKubelets(ec2, kubernetes) : runGcpKubelets(gce, kubernetes);
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, kubernetes.kubeconfig);
  console.error(`Local Kubernetes on ${kubernetes.url}: each instance that comes is a Node with a range.`);
  const close = async () => {
    stop();
    await kubernetes.close();
  };
  return { kubeconfig, close };
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

/** Serves both local clouds until Ctrl-C. Prints what to paste on standard output, everything else on standard error. */
export async function runLocalCloud({
  awsPort,
  gcpPort,
  seed,
  functions,
  kubernetes,
}: LocalCloudOptions): Promise<void> {
  const stopped = untilStopped();
  await using stack = new AsyncDisposableStack();
  const ec2 = await startLocalEc2({ port: awsPort, autoSettle: SETTLE });
  stack.defer(() => ec2.close());
  const scaling = stack.use(await LocalAutoScaling.start(ec2));
  const gce = await startLocalGce({ port: gcpPort, autoSettle: SETTLE });
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
  if (cluster !== undefined) stack.defer(cluster.close);
  console.error(`Paste this where you want aws, gcloud and podroutes to talk to them:\n`);
  console.log(exportsFor(clouds, emptyFolder, cluster?.kubeconfig));
  if (functions) stack.defer(await runFunctions(clouds));
  await stopped;
  console.error('\nStopped.');
}
