import { deploymentName } from '../../../shared/gcp/names.ts';
import type { LocalEventarc } from '../deliver/eventarc.ts';
import type { GcpServices } from '../gcp-services/index.ts';

const REGION = 'us-west1';

/** What the function's role holds, as in infra/gcp/module/identities.tf. */
const ROLE = [
  'compute.instances.list',
  'compute.globalOperations.get',
  'compute.networks.updatePolicy',
  'compute.routes.create',
  'compute.routes.delete',
  'compute.routes.get',
  'compute.routes.list',
];

const METHODS = ['v1', 'beta'].flatMap((version) => [
  ...['insert', 'bulkInsert', 'delete', 'start', 'stop', 'setMetadata'].map(
    (verb) => `${version}.compute.instances.${verb}`,
  ),
  `${version}.compute.regionInstances.bulkInsert`,
]);

export interface GcpStack {
  /** Whether a trigger, or the log sink, passes on entries with this method. */
  readonly isTriggeredBy: (method: string) => boolean;
}

interface Target {
  readonly project: string;
  readonly cluster: string;
  readonly url: string;
}

const account = (project: string, job: string) => `podroutes-${job}@${project}.iam.gserviceaccount.com`;

function addTrigger(
  services: GcpServices,
  { project, cluster }: Target,
  key: string,
  filters: Record<string, string>,
  topic?: string,
) {
  const name = `${deploymentName(cluster)}-${key}`;
  const location = topic === undefined ? 'global' : REGION;
  const path = `projects/${project}/locations/${location}/triggers/${name}`;
  const subscription = `projects/${project}/subscriptions/eventarc-${location}-${name}-sub-001`;
  const made = topic ?? `projects/${project}/topics/eventarc-${location}-${name}-001`;
  const serviceAccount = account(project, 'triggers');
  const service = deploymentName(cluster);
  services.triggers.set(path, { path, serviceAccount, filters, service, region: REGION, topic: made, subscription });
  const deadLetterTopic = `projects/${project}/topics/${service}-dead-letters`;
  const messages = { count: () => 0, take: () => [] };
  services.subscriptions.set(subscription, { path: subscription, topic: made, deadLetterTopic, messages });
}

function addTriggers(services: GcpServices, target: Target): void {
  const { project, cluster } = target;
  for (const methodName of METHODS) {
    const key = methodName
      .replace('.compute.instances.', '-')
      .replace('.compute.regionInstances.', '-region-')
      .toLowerCase();
    const type = 'google.cloud.audit.log.v1.written';
    addTrigger(services, target, key, { type, serviceName: 'compute.googleapis.com', methodName });
  }
  const topic = `projects/${project}/topics/${deploymentName(cluster)}-system-events`;
  addTrigger(services, target, 'system-events', { type: 'google.cloud.pubsub.topic.v1.messagePublished' }, topic);
  const path = `projects/${project}/sinks/${deploymentName(cluster)}-system-events`;
  services.sinks.set(path, { path, destination: `pubsub.googleapis.com/${topic}`, disabled: false });
}

function addAccounts(services: GcpServices, { project, cluster }: Target): void {
  const role = `projects/${project}/roles/podroutes`;
  services.roles.set(role, ROLE);
  // The predefined role that replaces a deleted one.
  services.roles.set('roles/compute.networkAdmin', ROLE);
  services.policies.set(`projects/${project}`, [{ role, members: [`serviceAccount:${account(project, 'function')}`] }]);
  const members = ['triggers', 'scheduler'].map((job) => `serviceAccount:${account(project, job)}`);
  const service = `projects/${project}/locations/${REGION}/services/${deploymentName(cluster)}`;
  services.policies.set(service, [{ role: 'roles/run.invoker', members }]);
}

/** Shows the deployment of `cluster` in the project, as Terraform would have made it. */
export function registerStack(
  services: GcpServices,
  target: Target,
  environment: Readonly<Record<string, string>>,
  eventarc: LocalEventarc,
): GcpStack {
  const { project, cluster, url } = target;
  const name = deploymentName(cluster);
  const at = `projects/${project}/locations/${REGION}`;
  const path = `${at}/functions/${name}`;
  services.functions.set(path, { path, serviceAccount: account(project, 'function'), environment, state: 'ACTIVE' });
  addTriggers(services, target);
  addAccounts(services, target);
  const job = `${at}/jobs/${name}-resync`;
  services.jobs.set(job, { path: job, uri: url, serviceAccount: account(project, 'scheduler'), state: 'ENABLED' });
  const letters = `projects/${project}/subscriptions/${name}-dead-letters`;
  const messages = {
    count: () => eventarc.dropped.length,
    take: () => eventarc.dropped.splice(0).map((entry) => JSON.stringify(entry)),
  };
  services.subscriptions.set(letters, {
    path: letters,
    topic: `projects/${project}/topics/${name}-dead-letters`,
    messages,
  });
  const sink = `projects/${project}/sinks/${name}-system-events`;
  return {
    isTriggeredBy: (method) => {
      if (method.startsWith('compute.')) return services.sinks.get(sink)?.disabled === false;
      return [...services.triggers.values()].some(({ filters }) => filters['methodName'] === method);
    },
  };
}
