import { counted } from '../../../../../shared/reconcile/model/text/counted.ts';
import type { GcpConfig } from '../../../../../shared/gcp/config.ts';
import { type ExpectedFunction, analyzeFunctionState, analyzeNoFunction } from '../../analyze/deployed-function.ts';
import type { ResyncCommands } from '../../advice/resync.ts';
import { type Finding, finding } from '../../finding.ts';
import { shellCommand } from '../../shell-command.ts';
import { gcloud } from '../cli-command.ts';
import type { DeployedFunction, Job, Trigger } from './reader.ts';

/** What a deployment is called, and how its commands are written. */
export interface DeploymentContext {
  readonly name: string;
  readonly config: GcpConfig;
  /** Where the function is, or would be: the region of the nodes. */
  readonly region: string;
}

/** The methods that the triggers match: gcloud and instance groups call v1, the console beta. */
const TRIGGER_METHODS = ['v1', 'beta'].flatMap((version) => [
  ...['insert', 'bulkInsert', 'delete', 'start', 'stop', 'setMetadata'].map(
    (verb) => `${version}.compute.instances.${verb}`,
  ),
  `${version}.compute.regionInstances.bulkInsert`,
]);

/** From a clone, or from the folder that a release was unpacked into: nothing that is deployed tells which it was. */
export function terraformCommands({ config, region }: DeploymentContext, more: Record<string, string> = {}): string[] {
  const { cluster, project, network, networkProject } = config;
  const vars = {
    project,
    region,
    cluster_name: cluster.name,
    cluster_cidr: cluster.cidrs.join(','),
    ...(network === cluster.name ? {} : { network }),
    ...(networkProject === project ? {} : { network_project: networkProject }),
    ...more,
  };
  const flags = Object.entries(vars).flatMap(([name, value]) => ['-var', `${name}=${value}`]);
  const apply = (folder: string) => shellCommand('terraform', `-chdir=${folder}`, 'apply', ...flags);
  return [apply('infra/gcp'), `# or, from a release: ${apply('podroutes')}`];
}

/** States in which the function runs, or soon will. */
export const HEALTHY_STATES = ['ACTIVE', 'DEPLOYING'];

const expectedFunction = (deployment: DeploymentContext): ExpectedFunction => ({
  name: deployment.name,
  settings: {
    CLUSTER_NAME: deployment.config.cluster.name,
    CLUSTER_CIDR: deployment.config.cluster.cidrs.join(','),
    NETWORK: deployment.config.network,
    NETWORK_PROJECT: deployment.config.networkProject,
  },
  healthyStates: HEALTHY_STATES,
  deploy: terraformCommands(deployment),
});

export function analyzeAbsence(deployment: DeploymentContext, triggers: readonly Trigger[]): Finding[] {
  const what = `there ${triggers.length === 1 ? 'is' : 'are'} ${counted(triggers.length, 'trigger')} for ${deployment.name}, and no such function`;
  const rest = triggers.length === 0 ? undefined : { what, mend: terraformCommands(deployment) };
  return analyzeNoFunction(expectedFunction(deployment), rest);
}

/** Settings that the function lacks have the same defaults as here. */
export function analyzeFunction(deployment: DeploymentContext, deployed: DeployedFunction): Finding[] {
  const { settings: deployedSettings } = deployed;
  const settings = {
    ...deployedSettings,
    NETWORK: deployedSettings['NETWORK'] ?? deployedSettings['CLUSTER_NAME'],
    NETWORK_PROJECT: deployedSettings['NETWORK_PROJECT'] ?? deployment.config.project,
  };
  return analyzeFunctionState(expectedFunction(deployment), { ...deployed, settings });
}

export function analyzeTriggers(
  deployment: DeploymentContext,
  triggers: readonly Trigger[],
  sink: { readonly disabled: boolean } | undefined,
): Finding[] {
  const { name, config } = deployment;
  const missing = TRIGGER_METHODS.filter((method) => triggers.every((trigger) => trigger.method !== method));
  const findings: Finding[] = [];
  if (missing.length > 0) {
    const what = `no trigger of ${name} waits for ${missing.join(', ')}`;
    findings.push(finding('trigger-missing', { subject: name, what, mend: terraformCommands(deployment) }));
  }
  const systemEvents = `${name}-system-events`;
  const isSubscribed = triggers.some(({ topic }) => topic?.endsWith(`/${systemEvents}`) ?? false);
  if (!isSubscribed || sink === undefined) {
    const what = `nothing tells ${name} of preempted and repaired instances: ${isSubscribed ? 'the log sink' : 'the trigger'} ${systemEvents} is not there`;
    findings.push(finding('trigger-missing', { subject: systemEvents, what, mend: terraformCommands(deployment) }));
  } else if (sink.disabled) {
    const what = `the log sink ${systemEvents} is disabled`;
    const mend = gcloud(config.project, 'logging', 'sinks', 'update', systemEvents, '--no-disabled');
    findings.push(finding('trigger-disabled', { subject: systemEvents, what, mend }));
  }
  return findings;
}

export function analyzeJob(deployment: DeploymentContext, job: Job | undefined): Finding[] {
  const { name, config, region } = deployment;
  const command = (verb: string, job: Job) =>
    gcloud(config.project, 'scheduler', 'jobs', verb, job.name, `--location=${region}`);
  if (job === undefined) {
    const what = `there is no job ${name}-resync in ${region}`;
    return [finding('trigger-missing', { subject: `${name}-resync`, what, mend: terraformCommands(deployment) })];
  }
  if (job.state === 'PAUSED') {
    const what = `the job ${job.name} is paused`;
    return [finding('trigger-disabled', { subject: job.name, what, mend: command('resume', job) })];
  }
  if (job.state === 'DISABLED' || job.state === 'UPDATE_FAILED') {
    const what = `the job ${job.name} is in state ${job.state}`;
    return [finding('trigger-disabled', { subject: job.name, what, mend: terraformCommands(deployment) })];
  }
  if (job.failure === undefined) return [];
  const filter = `resource.type="cloud_run_revision" resource.labels.service_name="${name}" severity>=WARNING`;
  const mend = [gcloud(config.project, 'logging', 'read', filter, '--freshness=1h', '--limit=20'), command('run', job)];
  const what = `the last try of ${job.name} failed: ${job.failure}`;
  return [finding('schedule-failing', { subject: job.name, what, mend })];
}

export function analyzeInvokers(
  deployment: DeploymentContext,
  callers: readonly string[],
  invokers: readonly string[],
): Finding[] {
  const { name, config, region } = deployment;
  if (invokers.includes('allUsers')) return [];
  const withoutRole = [...new Set(callers)].filter((caller) => !invokers.includes(`serviceAccount:${caller}`));
  return withoutRole.map((caller) => {
    const what = `${caller} may not call ${name}`;
    const binding = [`--region=${region}`, `--member=serviceAccount:${caller}`, '--role=roles/run.invoker'];
    const mend = gcloud(config.project, 'run', 'services', 'add-iam-policy-binding', name, ...binding);
    return finding('invoker-missing', { subject: caller, what, mend });
  });
}

export function analyzeDeadLetters(
  { name, config }: DeploymentContext,
  messageCount: number,
  resync: ResyncCommands,
): Finding[] {
  if (messageCount === 0) return [];
  const subject = `${name}-dead-letters`;
  const what = `${counted(messageCount, 'event')} in the subscription ${subject}, given up after twenty tries`;
  const pull = gcloud(config.project, 'pubsub', 'subscriptions', 'pull', subject, '--limit=100', '--auto-ack');
  return [finding('dead-letters-waiting', { subject, what, mend: [...resync(), pull] })];
}

/** Triggers whose subscriptions have no dead-letter topic. */
export function analyzeDeadLetterTopics(
  { name, config }: DeploymentContext,
  triggers: readonly Trigger[],
  attached: ReadonlySet<string>,
): Finding[] {
  return triggers.flatMap(({ name: trigger, subscription }) => {
    if (subscription === undefined || attached.has(subscription)) return [];
    const topic = `--dead-letter-topic=projects/${config.project}/topics/${name}-dead-letters`;
    const policy = [topic, '--max-delivery-attempts=20'];
    const mend = gcloud(config.project, 'pubsub', 'subscriptions', 'update', subscription, ...policy);
    const what = `the subscription of ${trigger.split('/').at(-1)} has no dead-letter topic`;
    return [finding('dead-letters-detached', { subject: subscription, what, mend })];
  });
}
