import type { GcpConfig } from '../../../../../shared/gcp/config.ts';
import { deploymentName, partsOfLink } from '../../../../../shared/gcp/names.ts';
import { CloudError } from '../../../../../shared/reconcile/cloud/cloud-error.ts';
import { once } from '../../../../common/once.ts';
import { type FunctionState, NODE_CIDR_SETTINGS } from '../../analyze/deployed-function.ts';
import { latestMetricValue } from '../monitoring.ts';
import type { RestClient } from '../rest-client.ts';
import { Functions, Triggers, SchedulerJob, Policy, Subscriptions, Sink } from './schemas.ts';

export interface DeployedFunction extends FunctionState {
  readonly name: string;
  readonly region: string;
  readonly serviceAccount: string;
  readonly changedAt: string | undefined;
  /** Where it takes calls. */
  readonly address: string | undefined;
}

export interface Trigger {
  readonly name: string;
  readonly serviceAccount: string | undefined;
  /** The method in the audit log that it matches; undefined where it subscribes to a topic. */
  readonly method: string | undefined;
  readonly topic: string | undefined;
  readonly subscription: string | undefined;
}

export interface Job {
  readonly name: string;
  readonly state: string;
  /** Why its last try failed; undefined when it did not. */
  readonly failure: string | undefined;
  readonly lastAttempt: string | undefined;
  readonly serviceAccount: string | undefined;
}

/** No other variable of the function's environment is read. */
const SETTINGS = ['CLUSTER_NAME', 'CLUSTER_CIDR', 'NETWORK', 'NETWORK_PROJECT', ...NODE_CIDR_SETTINGS];

/** Throws CloudError when some location did not answer: the list may lack what is there. */
function assertComplete(
  pages: readonly { readonly unreachable?: readonly string[] | undefined }[],
  what: string,
): void {
  const unreachable = pages.flatMap(({ unreachable = [] }) => unreachable);
  if (unreachable.length === 0) return;
  const message = `${unreachable.join(', ')} did not answer for its ${what}; try again`;
  throw new CloudError('transient', 'Unreachable', message);
}

/** Reads the parts of a deployment, each once. */
export class DeploymentReader {
  readonly name: string;
  readonly project: string;
  readonly #rest: RestClient;

  constructor(rest: RestClient, { project, cluster }: GcpConfig) {
    this.#rest = rest;
    this.project = project;
    this.name = deploymentName(cluster.name);
  }

  readonly function = once(async (): Promise<DeployedFunction | undefined> => {
    const path = `projects/${this.project}/locations/-/functions`;
    const permission = 'cloudfunctions.functions.list';
    const pages = await this.#rest.list({ api: 'functions', path, schema: Functions, permission });
    const all = pages.flatMap(({ functions = [] }) => functions);
    const found = all.find(({ name }) => partsOfLink(name).name === this.name);
    if (found === undefined) {
      assertComplete(pages, 'functions');
      return undefined;
    }
    const variables = found.serviceConfig?.environmentVariables ?? {};
    return {
      name: this.name,
      region: /\/locations\/([^/]+)\//.exec(found.name)?.[1] ?? '',
      state: found.state ?? 'ACTIVE',
      changedAt: found.updateTime,
      address: found.serviceConfig?.uri,
      stateReason: found.stateMessages?.[0]?.message ?? '',
      serviceAccount: found.serviceConfig?.serviceAccountEmail ?? '',
      settings: Object.fromEntries(SETTINGS.map((name) => [name, variables[name]])),
    };
  });

  readonly triggers = once(async (): Promise<Trigger[]> => {
    const path = `projects/${this.project}/locations/-/triggers`;
    const permission = 'eventarc.triggers.list';
    const pages = await this.#rest.list({ api: 'eventarc', path, schema: Triggers, permission });
    assertComplete(pages, 'triggers');
    return pages
      .flatMap(({ triggers = [] }) => triggers)
      .filter(({ destination }) => partsOfLink(destination?.cloudRun?.service).name === this.name)
      .map(({ name, serviceAccount, eventFilters = [], transport }) => ({
        name,
        serviceAccount,
        method: eventFilters.find(({ attribute }) => attribute === 'methodName')?.value,
        topic: transport?.pubsub?.topic,
        subscription: transport?.pubsub?.subscription,
      }));
  });

  /** The job of the schedule, in the region of the function. */
  readonly job = once(async (): Promise<Job | undefined> => {
    const deployed = await this.function();
    if (deployed === undefined) return undefined;
    const name = `${this.name}-resync`;
    const path = `projects/${this.project}/locations/${deployed.region}/jobs/${name}`;
    const permission = 'cloudscheduler.jobs.get';
    const found = await this.#rest.get({ api: 'scheduler', path, schema: SchedulerJob, permission });
    if (found === undefined) return undefined;
    const { state = 'ENABLED', status, httpTarget, lastAttemptTime: lastAttempt } = found;
    const { code = 0, message = `code ${code}` } = status ?? {};
    const serviceAccount = httpTarget?.oidcToken?.serviceAccountEmail;
    return { name, state, failure: code === 0 ? undefined : message, lastAttempt, serviceAccount };
  });

  /** Members that may call the function. */
  async invokers({ region }: DeployedFunction): Promise<string[]> {
    const path = `projects/${this.project}/locations/${region}/services/${this.name}:getIamPolicy`;
    const permission = 'run.services.getIamPolicy';
    const policy = await this.#rest.get({ api: 'run', path, schema: Policy, permission });
    const bindings = (policy?.bindings ?? []).filter(({ role }) => role === 'roles/run.invoker');
    return bindings.flatMap(({ members = [] }) => members);
  }

  /** The log sink for what Compute Engine does by itself, such as a preemption. */
  async sink(): Promise<{ readonly disabled: boolean } | undefined> {
    const path = `projects/${this.project}/sinks/${this.name}-system-events`;
    const found = await this.#rest.get({ api: 'logging', path, schema: Sink, permission: 'logging.sinks.get' });
    return found && { disabled: found.disabled ?? false };
  }

  /** How many messages the subscription of dead letters holds. */
  async deadLetterCount(): Promise<number> {
    const filter =
      'metric.type="pubsub.googleapis.com/subscription/num_undelivered_messages" AND ' +
      `resource.labels.subscription_id="${this.name}-dead-letters"`;
    return (await latestMetricValue(this.#rest, this.project, filter, Date.now())) ?? 0;
  }

  /** Full names of the subscriptions that have a dead-letter topic. */
  async subscriptionsWithDeadLetters(): Promise<Set<string>> {
    const pages = await this.#rest.list({
      api: 'pubsub',
      path: `projects/${this.project}/subscriptions`,
      query: { pageSize: '1000' },
      schema: Subscriptions,
      permission: 'pubsub.subscriptions.list',
    });
    const all = pages.flatMap(({ subscriptions = [] }) => subscriptions);
    return new Set(all.flatMap(({ name, deadLetterPolicy }) => (deadLetterPolicy?.deadLetterTopic ? [name] : [])));
  }
}
