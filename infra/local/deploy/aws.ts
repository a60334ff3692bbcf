import { makeHandler } from '../../../functions/aws/handler.ts';
import type { Logger } from '../../../functions/common/log.ts';
import { Worker } from '../../../functions/common/worker.ts';
import { ec2Client } from '../../../shared/aws/client.ts';
import { ec2Cloud } from '../../../shared/aws/cloud.ts';
import { readAwsConfig } from '../../../shared/aws/config.ts';
import type { Cloud } from '../../../shared/reconcile/cloud.ts';
import type { Runtime } from '../../../shared/reconcile/reconcile.ts';
import { LocalQueue } from '../deliver/queue.ts';
import { lab, type LocalEc2 } from '../ec2/index.ts';

const AWS_SETTINGS = {
  CLUSTER_NAME: lab.cluster,
  CLUSTER_CIDR: `${lab.clusterCidr},fd00:10::/48`,
  AWS_REGION: 'us-east-1',
};

/** Anything will do: the local cloud checks no signatures. */
export const AWS_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

export interface AwsDeployment {
  readonly cloud: Cloud;
  readonly handler: ReturnType<typeof makeHandler>;
  /** Holds the events of the local EC2 until they are delivered. */
  readonly queue: LocalQueue;
}

export interface DeployOptions {
  readonly log: Logger;
  readonly settings?: Readonly<Record<string, string>>;
  readonly runtime?: Runtime;
  /** How often the client tries a call; the product's own number when left out. */
  readonly maxAttempts?: number;
}

/** Deploys the Lambda function beside a local EC2: the code that AWS would run, with EventBridge and SQS before it. */
export function deployAws(ec2: LocalEc2, { log, settings, runtime, maxAttempts }: DeployOptions): AwsDeployment {
  const config = readAwsConfig({ ...AWS_SETTINGS, ...settings });
  const client = ec2Client({
    endpoint: ec2.url,
    region: 'us-east-1',
    credentials: AWS_CREDENTIALS,
    ...(maxAttempts === undefined ? {} : { maxAttempts, retryMode: 'standard' }),
  });
  const cloud = ec2Cloud(client, config);
  const worker = new Worker(cloud, config.cluster, log, runtime);
  const queue = new LocalQueue();
  ec2.onEvent((event) => queue.send(event));
  return { cloud, handler: makeHandler(() => worker), queue };
}
