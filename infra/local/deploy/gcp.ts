import { type Logger, makeLogger } from '../../../functions/common/log.ts';
import { Reconciler } from '../../../functions/common/reconciler.ts';
import { makeHandler } from '../../../functions/gcp/handler.ts';
import { computeClients } from '../../../shared/gcp/api/client.ts';
import { computeCloud } from '../../../shared/gcp/cloud.ts';
import { readGcpConfig } from '../../../shared/gcp/config.ts';
import { deploymentName } from '../../../shared/gcp/names.ts';
import { DEFAULT_RETRY_POLICY, type ComputeRetryPolicy } from '../../../shared/gcp/api/retry-policy.ts';
import type { Cloud } from '../../../shared/reconcile/cloud/cloud.ts';
import type { Clock } from '../../../shared/reconcile/cloud/clock.ts';
import { twoLogs } from '../common/two-logs.ts';
import { LocalEventarc } from '../deliver/eventarc.ts';
import { serveFunction } from '../deliver/function-server.ts';
import type { LocalGce } from '../gce/local-gce.ts';
import { GCP_TUTORIAL } from '../gce/tutorial.ts';
import { REGION, registerStack } from './gcp-stack.ts';

export const GCP_SETTINGS = {
  CLUSTER_NAME: GCP_TUTORIAL.network,
  CLUSTER_CIDR: `${GCP_TUTORIAL.clusterRange},fd00:10::/48`,
  GOOGLE_CLOUD_PROJECT: GCP_TUTORIAL.project,
};

export interface GcpDeployment {
  readonly cloud: Cloud;
  readonly url: string;
  /** Holds the audit log's entries until they are delivered. */
  readonly eventarc: LocalEventarc;
  /** As Terraform destroys it; the routes stay. */
  remove(): void;
  close(): Promise<void>;
}

export interface DeployOptions {
  readonly log: Logger;
  readonly settings?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
  readonly retryPolicy?: ComputeRetryPolicy;
  readonly debounce?: number;
  /** Gives each reconcile the signal that ends it. */
  readonly deadline?: () => AbortSignal;
  /** The same for its reads. */
  readonly end?: () => AbortSignal;
}

// The framework keeps one registry in a process: every deployment needs a name of its own.
let deployed = 0;

/** Deploys the Cloud Run function beside a local Compute Engine: the code that GCP would run, with Eventarc before it. */
export async function deployGcp(gce: LocalGce, options: DeployOptions): Promise<GcpDeployment> {
  const { log, settings, clock, retryPolicy = DEFAULT_RETRY_POLICY, debounce, deadline, end } = options;
  const paced = clock === undefined ? {} : { clock };
  const environment = { ...GCP_SETTINGS, COMPUTE_API_ENDPOINT: gce.url, ...settings };
  const config = readGcpConfig(environment);
  const cloud = computeCloud(computeClients(config), config, { retryPolicy, ...paced });
  const origin = { project: config.project, service: deploymentName(config.cluster.name), location: REGION };
  const entries = makeLogger('gcp', { write: (line) => gce.services.logEntries.write(origin, line) });
  const worker = new Reconciler(cloud, config.cluster, twoLogs(log, entries), {
    ...paced,
    ...(deadline === undefined ? {} : { deadline }),
    ...(end === undefined ? {} : { end }),
  });
  deployed += 1;
  const server = await serveFunction(
    `podRoutes${deployed}`,
    makeHandler(
      () => worker,
      debounce,
      () => config.project,
    ),
  );
  const eventarc = new LocalEventarc();
  const place = { project: config.project, cluster: config.cluster.name, url: server.url };
  const stack = registerStack(gce.services, place, environment, eventarc);
  const stop = gce.onEvent((entry) => {
    eventarc.send(entry, stack.isTriggeredBy(entry.protoPayload.methodName));
  });
  stack.registrations.onRemoval(stop);
  return {
    cloud,
    url: server.url,
    eventarc,
    remove: () => stack.registrations.removeAll(),
    close: () => server.close(),
  };
}
