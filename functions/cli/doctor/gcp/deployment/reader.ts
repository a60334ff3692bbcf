import type { GcpConfig } from '../../../../../shared/gcp/config.ts';
import { deploymentName, partsOfLink } from '../../../../../shared/gcp/names.ts';
import { CloudError } from '../../../../../shared/reconcile/cloud/cloud-error.ts';
import { once } from '../../../../common/once.ts';
import type { FunctionState } from '../../analyze/deployed-function.ts';
import { latestMetricValue } from '../monitoring.ts';
import type { RestClient } from '../rest-client.ts';
import { Functions, Triggers, SchedulerJob, Policy, Subscriptions, Sink } from './schemas.ts';

export interface DeployedFunction extends FunctionState {
  readonly name: string;
  readonly region: string;
  readonly serviceAccount: string;
}

export interface Trigger {
  readonly name: string;
  readonly serviceAccount: string | undefined;
  /** The method of the audit log that it waits for; undefined where it waits for a topic. */
  readonly method: string | undefined;
  readonly topic: string | undefined;
  readonly subscription: string | undefined;
}

export interface Job {
  readonly name: string;
  readonly state: string;
  /** Why its last try failed; undefined when it did not. */
  readonly failure: string | undefined;
  readonly serviceAccount: string | undefined;
}

/** Only these are looked at; the rest of a function's environment is nobody's business. */
const SETTINGS = ['CLUSTER_NAME', 'CLUSTER_CIDR', 'NETWORK', 'NETWORK_PROJECT'];

/** Throws CloudError when some location did not answer: what is not in the list may be there. */
function assertComplete(
  pages: readonly { readonly unreachable?: readonly string[] | undefined }[],
  what: string,
): void {
  const unreachable = pages.flatMap(({ unreachable = [] }) => unreachable);
  if (unreachable.length === 0) return;
  throw new CloudError(
    'transient',
    'Unreachable',
    `${unreachable.join(', ')} did not answer for its ${what}; try again`,
  );
}

/** Reads what a deployment consists of. Everything is read once, however many checks ask. */
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
    const pages = await this.#rest.list({
      api: 'functions',
      path: `projects/${this.project}/locations/-/functions`,
      schema: Functions,
      permission: 'cloudfunctions.functions.list',
    });
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
      stateReason: found.stateMessages?.[0]?.message ?? '',
      serviceAccount: found.serviceConfig?.serviceAccountEmail ?? '',
      settings: Object.fromEntries(SETTINGS.map((name) => [name, variables[name]])),
    };
  });

  readonly triggers = once(async (): Promise<Trigger[]> => {
    const pages = await this.#rest.list({
      api: 'eventarc',
      path: `projects/${this.project}/locations/-/triggers`,
      schema: Triggers,
      permission: 'eventarc.triggers.list',
    });
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
    const found = await this.#rest.get({
      api: 'scheduler',
      path: `projects/${this.project}/locations/${deployed.region}/jobs/${name}`,
      schema: SchedulerJob,
      permission: 'cloudscheduler.jobs.get',
    });
    if (found === undefined) return undefined;
    const { code = 0, message = `code ${code}` } = found.status ?? {};
    const failure = code === 0 ? undefined : message;
    return {
      name,
      state: found.state ?? 'ENABLED',
      failure,
      serviceAccount: found.httpTarget?.oidcToken?.serviceAccountEmail,
    };
  });

  /** Members that may call the function. */
  async invokers({ region }: DeployedFunction): Promise<string[]> {
    const policy = await this.#rest.get({
      api: 'run',
      path: `projects/${this.project}/locations/${region}/services/${this.name}:getIamPolicy`,
      schema: Policy,
      permission: 'run.services.getIamPolicy',
    });
    const bindings = (policy?.bindings ?? []).filter(({ role }) => role === 'roles/run.invoker');
    return bindings.flatMap(({ members = [] }) => members);
  }

  /** Whether what Compute Engine does by itself is passed on; undefined where nothing passes it on. */
  async sink(): Promise<{ readonly disabled: boolean } | undefined> {
    const found = await this.#rest.get({
      api: 'logging',
      path: `projects/${this.project}/sinks/${this.name}-system-events`,
      schema: Sink,
      permission: 'logging.sinks.get',
    });
    return found && { disabled: found.disabled ?? false };
  }

  /** How many events were given up and wait to be looked at. */
  async deadLetters(): Promise<number> {
    const filter =
      'metric.type="pubsub.googleapis.com/subscription/num_undelivered_messages" AND ' +
      `resource.labels.subscription_id="${this.name}-dead-letters"`;
    return (await latestMetricValue(this.#rest, this.project, filter, Date.now())) ?? 0;
  }

  /** The subscriptions that have somewhere to put what is never taken, by their full names. */
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
