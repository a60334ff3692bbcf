import * as z from 'zod/mini';
import type { Faults } from '../common/fault-injector.ts';
import type { State } from '../gce/backend/state.ts';
import type { GcpServices } from './model.ts';
import { timeSeries } from './monitoring.ts';
import { functionJson, jobJson, policyJson, sinkJson, subscriptionJson, triggerJson } from './resource-json.ts';

/** A call, taken apart. */
interface ServiceCall {
  readonly services: GcpServices;
  readonly state: State;
  readonly faults: Faults;
  /** The resource that it is about, without version and verb. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export interface ServiceRoute {
  /** As in the call log and the faults: the permission that the call needs. */
  readonly action: string;
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly pattern: RegExp;
  /** Undefined: there is no such resource. */
  readonly answer: (call: ServiceCall) => object | undefined;
}

const under = <Item extends { readonly path: string }>(
  items: ReadonlyMap<string, Item>,
  collection: string,
): Item[] => {
  // `-` stands for every location.
  const [project = '', last = ''] = collection.split('/locations/-');
  return [...items.values()].filter(({ path }) => path.startsWith(`${project}/`) && path.includes(`${last}/`));
};

const reachable = <Item extends { readonly path: string }>({ unreachable }: GcpServices, items: readonly Item[]) =>
  items.filter(({ path }) => !unreachable.has(path.split('/')[3] ?? ''));

/** The locations that did not answer, as a list over all of them names them. */
const silent = ({ unreachable }: GcpServices, path: string) => {
  const locations = path.replace(/\/-\/\w+$/, '');
  return listed(
    'unreachable',
    [...unreachable].map((each) => `${locations}/${each}`),
  );
};

const listed = (name: string, items: readonly unknown[]) => (items.length === 0 ? {} : { [name]: items });

function changeJob({ services, path }: ServiceCall, state: 'ENABLED' | 'PAUSED'): object | undefined {
  const job = services.jobs.get(path);
  if (job === undefined) return undefined;
  job.state = state;
  return jobJson(job);
}

function runJob({ services, path }: ServiceCall): object | undefined {
  const job = services.jobs.get(path);
  if (job === undefined) return undefined;
  delete job.failure;
  return jobJson(job);
}

const Permissions = z.object({ permissions: z.array(z.string()) });

/** The call of Compute Engine that each permission is for, where the names differ. */
const CALLS: Readonly<Record<string, string>> = {
  'compute.routes.create': 'routes.insert',
  'compute.instances.list': 'instances.aggregatedList',
  'compute.globalOperations.get': 'globalOperations.wait',
};

/** Whoever calls may do everything that no standing fault forbids. */
function testPermissions({ faults, body }: ServiceCall): object {
  const { permissions } = Permissions.parse(body);
  const held = permissions.filter((permission) => {
    const call = CALLS[permission] ?? permission.replace(/^compute\./, '');
    return !faults.stands(call) && !faults.stands(permission);
  });
  return listed('permissions', held);
}

const NewPolicy = z.object({
  policy: z.object({ bindings: z.array(z.object({ role: z.string(), members: z.array(z.string()) })) }),
});

function setPolicy({ services, path, body }: ServiceCall): object {
  services.policies.set(path, NewPolicy.parse(body).policy.bindings);
  return policyJson(services, path);
}

function updateSink({ services, path, body }: ServiceCall): object | undefined {
  const sink = services.sinks.get(path);
  if (sink === undefined) return undefined;
  sink.disabled = z.object({ disabled: z.optional(z.boolean()) }).parse(body).disabled ?? false;
  return sinkJson(sink);
}

const NewSubscription = z.object({
  subscription: z.object({ deadLetterPolicy: z.object({ deadLetterTopic: z.string() }) }),
});

function updateSubscription({ services, path, body }: ServiceCall): object | undefined {
  const subscription = services.subscriptions.get(path);
  if (subscription === undefined) return undefined;
  subscription.deadLetterTopic = NewSubscription.parse(body).subscription.deadLetterPolicy.deadLetterTopic;
  return subscriptionJson(subscription);
}

/** What is pulled is gone: nobody here lets a message come back. */
function pull({ services, path }: ServiceCall): object | undefined {
  const bodies = services.subscriptions.get(path)?.messages.take();
  return (
    bodies &&
    listed(
      'receivedMessages',
      bodies.map((body) => ({ ackId: 'taken', message: { data: Buffer.from(body).toString('base64') } })),
    )
  );
}

/** Of the predefined roles only those are known that somebody put there. */
function role({ services, path }: ServiceCall): object | undefined {
  const includedPermissions = services.roles.get(path);
  return includedPermissions && { name: path, includedPermissions };
}

export const ROUTES: readonly ServiceRoute[] = [
  {
    action: 'cloudfunctions.functions.list',
    method: 'GET',
    pattern: /^projects\/[^/]+\/locations\/[^/]+\/functions$/,
    answer: ({ services, path }) => ({
      ...listed('functions', reachable(services, under(services.functions, path)).map(functionJson)),
      ...silent(services, path),
    }),
  },
  {
    action: 'eventarc.triggers.list',
    method: 'GET',
    pattern: /^projects\/[^/]+\/locations\/[^/]+\/triggers$/,
    answer: ({ services, path }) => ({
      ...listed('triggers', reachable(services, under(services.triggers, path)).map(triggerJson)),
      ...silent(services, path),
    }),
  },
  {
    action: 'cloudscheduler.jobs.get',
    method: 'GET',
    pattern: /^projects\/[^/]+\/locations\/[^/]+\/jobs\/[^/:]+$/,
    answer: ({ services, path }) => {
      const job = services.jobs.get(path);
      return job && jobJson(job);
    },
  },
  {
    action: 'cloudscheduler.jobs.enable',
    method: 'POST',
    pattern: /^projects\/[^/]+\/locations\/[^/]+\/jobs\/[^/:]+:resume$/,
    answer: (call) => changeJob(call, 'ENABLED'),
  },
  {
    action: 'cloudscheduler.jobs.run',
    method: 'POST',
    pattern: /^projects\/[^/]+\/locations\/[^/]+\/jobs\/[^/:]+:run$/,
    answer: runJob,
  },
  {
    action: 'run.services.getIamPolicy',
    method: 'GET',
    pattern: /^projects\/[^/]+\/locations\/[^/]+\/services\/[^/:]+:getIamPolicy$/,
    answer: ({ services, path }) => policyJson(services, path),
  },
  {
    action: 'run.services.setIamPolicy',
    method: 'POST',
    pattern: /^projects\/[^/]+\/locations\/[^/]+\/services\/[^/:]+:setIamPolicy$/,
    answer: setPolicy,
  },
  {
    action: 'logging.sinks.get',
    method: 'GET',
    pattern: /^projects\/[^/]+\/sinks\/[^/]+$/,
    answer: ({ services, path }) => {
      const sink = services.sinks.get(path);
      return sink && sinkJson(sink);
    },
  },
  {
    action: 'logging.sinks.update',
    method: 'PATCH',
    pattern: /^projects\/[^/]+\/sinks\/[^/]+$/,
    answer: updateSink,
  },
  {
    action: 'pubsub.subscriptions.list',
    method: 'GET',
    pattern: /^projects\/[^/]+\/subscriptions$/,
    answer: ({ services, path }) => listed('subscriptions', under(services.subscriptions, path).map(subscriptionJson)),
  },
  {
    action: 'pubsub.subscriptions.update',
    method: 'PATCH',
    pattern: /^projects\/[^/]+\/subscriptions\/[^/:]+$/,
    answer: updateSubscription,
  },
  {
    action: 'pubsub.subscriptions.consume',
    method: 'POST',
    pattern: /^projects\/[^/]+\/subscriptions\/[^/:]+:pull$/,
    answer: pull,
  },
  {
    action: 'pubsub.subscriptions.acknowledge',
    method: 'POST',
    pattern: /^projects\/[^/]+\/subscriptions\/[^/:]+:acknowledge$/,
    answer: () => ({}),
  },
  // The functions here write their logs elsewhere.
  { action: 'logging.logEntries.list', method: 'POST', pattern: /^entries:list$/, answer: () => ({}) },
  {
    action: 'monitoring.timeSeries.list',
    method: 'GET',
    pattern: /^projects\/[^/]+\/timeSeries$/,
    answer: ({ services, state, query }) =>
      listed('timeSeries', timeSeries(services, state, query.get('filter') ?? '')),
  },
  {
    action: 'resourcemanager.projects.testIamPermissions',
    method: 'POST',
    pattern: /^projects\/[^/:]+:testIamPermissions$/,
    answer: testPermissions,
  },
  {
    action: 'resourcemanager.projects.getIamPolicy',
    method: 'POST',
    pattern: /^projects\/[^/:]+:getIamPolicy$/,
    answer: ({ services, path }) => policyJson(services, path),
  },
  {
    action: 'resourcemanager.projects.setIamPolicy',
    method: 'POST',
    pattern: /^projects\/[^/:]+:setIamPolicy$/,
    answer: setPolicy,
  },
  { action: 'iam.roles.get', method: 'GET', pattern: /^(?:projects\/[^/]+\/)?roles\/[^/]+$/, answer: role },
];
