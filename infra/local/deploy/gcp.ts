import type { Logger } from '../../../functions/common/log.ts';
import { Worker } from '../../../functions/common/worker.ts';
import { makePodRoutes } from '../../../functions/gcp/handler.ts';
import { computeClients } from '../../../shared/gcp/client.ts';
import { computeCloud } from '../../../shared/gcp/cloud.ts';
import { readGcpConfig } from '../../../shared/gcp/config.ts';
import { PATIENT, type Patience } from '../../../shared/gcp/calling.ts';
import type { Cloud } from '../../../shared/reconcile/cloud.ts';
import type { Runtime } from '../../../shared/reconcile/runtime.ts';
import { LocalEventarc } from '../deliver/eventarc.ts';
import { serveFunction } from '../deliver/function-server.ts';
import type { LocalGce } from '../gce/local-gce.ts';
import { LAB } from '../gce/tutorial.ts';
import { registerStack } from './gcp-stack.ts';

export const GCP_SETTINGS = {
  CLUSTER_NAME: LAB.network,
  CLUSTER_CIDR: `${LAB.clusterRange},fd00:10::/48`,
  GOOGLE_CLOUD_PROJECT: LAB.project,
};

export interface GcpDeployment {
  readonly cloud: Cloud;
  /** Where the function listens. */
  readonly url: string;
  /** Holds the audit log's entries until they are delivered. */
  readonly eventarc: LocalEventarc;
  close(): Promise<void>;
}

export interface DeployOptions {
  readonly log: Logger;
  readonly settings?: Readonly<Record<string, string>>;
  readonly runtime?: Runtime;
  readonly patience?: Patience;
  /** See `coalesce`. */
  readonly quiet?: number;
  /** Gives each reconcile the signal that ends it. */
  readonly limit?: () => AbortSignal;
}

// The framework keeps one registry in a process: every deployment needs a name of its own.
let deployed = 0;

/** Deploys the Cloud Run function beside a local Compute Engine: the code that GCP would run, with Eventarc before it. */
export async function deployGcp(gce: LocalGce, options: DeployOptions): Promise<GcpDeployment> {
  const { log, settings, runtime, patience = PATIENT, quiet, limit } = options;
  const paced = runtime === undefined ? {} : { runtime };
  const environment = { ...GCP_SETTINGS, COMPUTE_API_ENDPOINT: gce.url, ...settings };
  const config = readGcpConfig(environment);
  const cloud = computeCloud(computeClients(config), config, { patience, ...paced });
  const worker = new Worker(cloud, config.cluster, log, { ...paced, ...(limit === undefined ? {} : { limit }) });
  deployed += 1;
  const server = await serveFunction(
    `podRoutes${deployed}`,
    makePodRoutes(
      () => worker,
      quiet,
      () => config.project,
    ),
  );
  const eventarc = new LocalEventarc();
  const place = { project: config.project, cluster: config.cluster.name, url: server.url };
  const stack = registerStack(gce.services, place, environment, eventarc);
  gce.onEvent((entry) => {
    if (stack.hears(entry.protoPayload.methodName)) eventarc.send(entry);
  });
  return { cloud, url: server.url, eventarc, close: () => server.close() };
}
