import { createHash } from 'node:crypto';
import { deploymentName } from '../../../shared/gcp/names.ts';
import type { LocalEventarc } from '../deliver/eventarc.ts';
import type { Binding, GcpServices } from '../gcp-services/index.ts';
import { Registrations } from './registrations.ts';

export const REGION = 'us-west1';

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
  /** What to do before it is gone, and its removal from the project. */
  readonly registrations: Registrations;
}

interface Target {
  readonly project: string;
  readonly cluster: string;
  readonly url: string;
}

interface Deployed extends Target {
  readonly registrations: Registrations;
}

/** As infra/gcp/module/locals.tf makes it. */
const idOf = ({ cluster }: Target) => createHash('sha1').update(cluster).digest('hex').slice(0, 8);

const account = (target: Target, job: string) =>
  `podroutes-${job}-${idOf(target)}@${target.project}.iam.gserviceaccount.com`;

function addTrigger(
  services: GcpServices,
  target: Deployed,
  key: string,
  filters: Record<string, string>,
  topic?: string,
) {
  const { project, cluster, registrations } = target;
  const name = `${deploymentName(cluster)}-${key}`;
  const location = topic === undefined ? 'global' : REGION;
  const path = `projects/${project}/locations/${location}/triggers/${name}`;
  const subscription = `projects/${project}/subscriptions/eventarc-${location}-${name}-sub-001`;
  const made = topic ?? `projects/${project}/topics/eventarc-${location}-${name}-001`;
  const serviceAccount = account(target, 'triggers');
  const service = deploymentName(cluster);
  registrations.set(services.triggers, path, {
    path,
    serviceAccount,
    filters,
    service,
    region: REGION,
    topic: made,
    subscription,
  });
  const deadLetterTopic = `projects/${project}/topics/${service}-dead-letters`;
  const messages = { count: () => 0, take: () => [] };
  registrations.set(services.subscriptions, subscription, {
    path: subscription,
    topic: made,
    deadLetterTopic,
    messages,
  });
}

function addTriggers(services: GcpServices, target: Deployed): void {
  const { project, cluster, registrations } = target;
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
  registrations.set(services.sinks, path, { path, destination: `pubsub.googleapis.com/${topic}`, disabled: false });
}

function addAccounts(services: GcpServices, target: Deployed): void {
  const { project, cluster, registrations } = target;
  const role = `projects/${project}/roles/podroutes_${idOf(target)}`;
  registrations.set(services.roles, role, ROLE);
  // The predefined role that replaces a deleted one.
  services.roles.set('roles/compute.networkAdmin', ROLE);
  addBinding(services, target, { role, members: [`serviceAccount:${account(target, 'function')}`] });
  const members = ['triggers', 'scheduler'].map((job) => `serviceAccount:${account(target, job)}`);
  const service = `projects/${project}/locations/${REGION}/services/${deploymentName(cluster)}`;
  registrations.set(services.policies, service, [{ role: 'roles/run.invoker', members }]);
}

/** Other clusters have theirs in the same policy. */
function addBinding({ policies }: GcpServices, { project, registrations }: Deployed, binding: Binding): void {
  const path = `projects/${project}`;
  policies.set(path, [...(policies.get(path) ?? []), binding]);
  registrations.onRemoval(() => {
    policies.set(
      path,
      (policies.get(path) ?? []).filter(({ role }) => role !== binding.role),
    );
  });
}

/** Shows the deployment of `cluster` in the project, as Terraform would have made it. */
export function registerStack(
  services: GcpServices,
  target: Target,
  environment: Readonly<Record<string, string>>,
  eventarc: LocalEventarc,
): GcpStack {
  const { project, cluster, url } = target;
  const registrations = new Registrations();
  const deployed = { ...target, registrations };
  const name = deploymentName(cluster);
  const at = `projects/${project}/locations/${REGION}`;
  const path = `${at}/functions/${name}`;
  registrations.set(services.functions, path, {
    path,
    uri: url,
    serviceAccount: account(target, 'function'),
    environment,
    state: 'ACTIVE',
  });
  addTriggers(services, deployed);
  addAccounts(services, deployed);
  const job = `${at}/jobs/${name}-resync`;
  registrations.set(services.jobs, job, {
    path: job,
    uri: url,
    serviceAccount: account(target, 'scheduler'),
    state: 'ENABLED',
  });
  const letters = `projects/${project}/subscriptions/${name}-dead-letters`;
  const messages = {
    count: () => eventarc.dropped.length,
    take: () => eventarc.dropped.splice(0).map((entry) => JSON.stringify(entry)),
  };
  registrations.set(services.subscriptions, letters, {
    path: letters,
    topic: `projects/${project}/topics/${name}-dead-letters`,
    messages,
  });
  const sink = `projects/${project}/sinks/${name}-system-events`;
  return {
    registrations,
    isTriggeredBy: (method) => {
      if (method.startsWith('compute.')) return services.sinks.get(sink)?.disabled === false;
      const own = [...services.triggers.values()].filter(({ service }) => service === name);
      return own.some(({ filters }) => filters['methodName'] === method);
    },
  };
}
