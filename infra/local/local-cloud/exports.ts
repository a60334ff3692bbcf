import { AWS_CREDENTIALS } from '../aws-deployment.ts';
import { AWS_TUTORIAL, type LocalAutoScaling, type LocalEc2 } from '../aws.ts';
import { GCP_TUTORIAL, type LocalGce } from '../gcp.ts';

export interface Clouds {
  readonly ec2: LocalEc2;
  readonly scaling: LocalAutoScaling;
  readonly gce: LocalGce;
}

/** The APIs beside Compute Engine's of which the local cloud has as much as a deployment needs. */
const OTHER_APIS = ['CLOUDRESOURCEMANAGER', 'CLOUDSCHEDULER', 'LOGGING', 'PUBSUB', 'RUN'];

/** Lines for the shell that make the clients talk to the local clouds. */
export function exportsFor({ ec2, scaling, gce }: Clouds, emptyFolder: string, kubeconfig?: string): string {
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
