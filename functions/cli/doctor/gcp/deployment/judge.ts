import type { GcpConfig } from '../../../../../shared/gcp/config.ts';
import type { Source } from '../../../../../shared/reconcile/settings.ts';
import { type Finding, finding } from '../../model.ts';
import type { PodroutesCommand } from '../../podroutes-command.ts';
import { sameList } from '../../same-list.ts';
import { commandLine } from '../../shell.ts';
import { gcloud } from '../command.ts';
import type { DeployedFunction, Job, Trigger } from './deployed.ts';

/** What a deployment is called, and how its commands are written. */
export interface Deployment {
  readonly name: string;
  readonly config: GcpConfig;
  readonly settings: Source;
  /** Where the function is, or would be: the region of the nodes. */
  readonly region: string;
  readonly podroutes: PodroutesCommand;
}

/** What has to wake the function: gcloud and instance groups call v1, the console beta. */
const METHODS = ['v1', 'beta'].flatMap((version) =>
  ['insert', 'bulkInsert', 'delete', 'start', 'stop'].map((verb) => `${version}.compute.instances.${verb}`),
);

/** Terraform makes what is missing and leaves the rest. */
function terraform({ config, region }: Deployment): string {
  const { cluster, project, network, networkProject } = config;
  const vars = {
    project,
    region,
    cluster_name: cluster.name,
    cluster_cidr: cluster.cidrs.join(','),
    ...(network === cluster.name ? {} : { network }),
    ...(networkProject === project ? {} : { network_project: networkProject }),
  };
  const flags = Object.entries(vars).flatMap(([name, value]) => ['-var', `${name}=${value}`]);
  return commandLine('terraform', '-chdir=infra/gcp', 'apply', ...flags);
}

function judgeSettings(deployment: Deployment, deployed: DeployedFunction): Finding[] {
  const { config } = deployment;
  const here: Readonly<Record<string, string>> = {
    CLUSTER_NAME: config.cluster.name,
    CLUSTER_CIDR: config.cluster.cidrs.join(','),
    NETWORK: config.network,
    NETWORK_PROJECT: config.networkProject,
  };
  const there: Source = {
    ...deployed.settings,
    NETWORK: deployed.settings['NETWORK'] ?? deployed.settings['CLUSTER_NAME'],
    NETWORK_PROJECT: deployed.settings['NETWORK_PROJECT'] ?? config.project,
  };
  const differing = Object.entries(here).filter(([name, value]) => !sameList(value, there[name]));
  if (differing.length === 0) return [];
  const list = differing.map(([name, value]) => `${name} is ${there[name] || 'not set'} there and ${value} here`);
  const what = `${deployed.name} has other settings: ${list.join('; ')}`;
  return [finding('function-settings-differ', { subject: deployed.name, what, mend: terraform(deployment) })];
}

/** Whether the function is there and can run. */
export function judgeFunction(
  deployment: Deployment,
  deployed: DeployedFunction | undefined,
  triggers: readonly Trigger[],
): Finding[] {
  const { name } = deployment;
  if (deployed === undefined && triggers.length === 0) {
    const what = `there is no function ${name}: nothing keeps the routes right by itself`;
    return [finding('not-deployed', { subject: name, what, mend: terraform(deployment) })];
  }
  if (deployed === undefined) {
    const what = `there are ${triggers.length} triggers for ${name}, and no such function`;
    return [finding('function-missing', { subject: name, what, mend: terraform(deployment) })];
  }
  const findings = judgeSettings(deployment, deployed);
  if (deployed.state !== 'ACTIVE' && deployed.state !== 'DEPLOYING') {
    const what = `${name} is in state ${deployed.state}${deployed.message === '' ? '' : `: ${deployed.message}`}`;
    findings.push(finding('function-not-active', { subject: name, what, mend: terraform(deployment) }));
  }
  return findings;
}

/** Whether the function hears what happens. */
export function judgeTriggers(
  deployment: Deployment,
  triggers: readonly Trigger[],
  sink: { readonly disabled: boolean } | undefined,
): Finding[] {
  const { name, config } = deployment;
  const missing = METHODS.filter((method) => triggers.every((trigger) => trigger.method !== method));
  const findings: Finding[] = [];
  if (missing.length > 0) {
    const what = `no trigger of ${name} waits for ${missing.join(', ')}`;
    findings.push(finding('trigger-missing', { subject: name, what, mend: terraform(deployment) }));
  }
  const systemEvents = `${name}-system-events`;
  const hears = triggers.some(({ topic }) => topic?.endsWith(`/${systemEvents}`) ?? false);
  if (!hears || sink === undefined) {
    const what = `nothing tells ${name} of preempted and repaired instances: ${hears ? 'the log sink' : 'the trigger'} ${systemEvents} is not there`;
    findings.push(finding('trigger-missing', { subject: systemEvents, what, mend: terraform(deployment) }));
  } else if (sink.disabled) {
    const what = `the log sink ${systemEvents} is disabled`;
    const mend = gcloud(config.project, 'logging', 'sinks', 'update', systemEvents, '--no-disabled');
    findings.push(finding('trigger-disabled', { subject: systemEvents, what, mend }));
  }
  return findings;
}

/** Whether the schedule runs. */
export function judgeJob(deployment: Deployment, job: Job | undefined): Finding[] {
  const { name, config, region } = deployment;
  const command = (verb: string, job: Job) =>
    gcloud(config.project, 'scheduler', 'jobs', verb, job.name, `--location=${region}`);
  if (job === undefined) {
    const what = `there is no job ${name}-resync in ${region}`;
    return [finding('trigger-missing', { subject: `${name}-resync`, what, mend: terraform(deployment) })];
  }
  if (job.state === 'PAUSED') {
    const what = `the job ${job.name} is paused`;
    return [finding('trigger-disabled', { subject: job.name, what, mend: command('resume', job) })];
  }
  if (job.state === 'DISABLED' || job.state === 'UPDATE_FAILED') {
    const what = `the job ${job.name} is in state ${job.state}`;
    return [finding('trigger-disabled', { subject: job.name, what, mend: terraform(deployment) })];
  }
  if (job.failure === undefined) return [];
  const filter = `resource.type="cloud_run_revision" resource.labels.service_name="${name}" severity>=WARNING`;
  const mend = [gcloud(config.project, 'logging', 'read', filter, '--freshness=1h', '--limit=20'), command('run', job)];
  return [
    finding('schedule-failing', {
      subject: job.name,
      what: `the last try of ${job.name} failed: ${job.failure}`,
      mend,
    }),
  ];
}

/** Whether triggers and schedule may call the function. */
export function judgeInvokers(
  deployment: Deployment,
  callers: readonly string[],
  invokers: readonly string[],
): Finding[] {
  const { name, config, region } = deployment;
  if (invokers.includes('allUsers')) return [];
  const refused = [...new Set(callers)].filter((caller) => !invokers.includes(`serviceAccount:${caller}`));
  return refused.map((caller) => {
    const what = `${caller} may not call ${name}`;
    const binding = [`--region=${region}`, `--member=serviceAccount:${caller}`, '--role=roles/run.invoker'];
    const mend = gcloud(config.project, 'run', 'services', 'add-iam-policy-binding', name, ...binding);
    return finding('invoker-missing', { subject: caller, what, mend });
  });
}

/** Events that were given up, or would be without anybody's knowing. */
export function judgeDeadLetters({ name, config, podroutes }: Deployment, waiting: number): Finding[] {
  if (waiting === 0) return [];
  const subject = `${name}-dead-letters`;
  const what = `${waiting} event${waiting === 1 ? '' : 's'} in the subscription ${subject}, given up after twenty tries`;
  const pull = gcloud(config.project, 'pubsub', 'subscriptions', 'pull', subject, '--limit=100', '--auto-ack');
  return [finding('dead-letters-waiting', { subject, what, mend: [podroutes('resync'), pull] })];
}

/** Triggers whose subscriptions have no dead-letter topic. */
export function judgeDetached(
  { name, config }: Deployment,
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
