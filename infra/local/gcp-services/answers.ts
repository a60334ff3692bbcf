import * as z from 'zod/mini';
import type { FaultInjector } from '../common/fault-injector.ts';
import type { State } from '../gce/backend/state.ts';
import type { GcpServices } from './model.ts';
import { timeSeries } from './monitoring.ts';
import { functionJson, jobJson, policyJson, sinkJson, subscriptionJson, triggerJson } from './resource-json.ts';

export interface ServiceCall {
  readonly services: GcpServices;
  readonly state: State;
  readonly faults: FaultInjector;
  /** The resource's path, without version and verb. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

function itemsIn<Item extends { readonly path: string }>(items: ReadonlyMap<string, Item>, collection: string): Item[] {
  // `-` stands for every location.
  const [project = '', last = ''] = collection.split('/locations/-');
  return [...items.values()].filter(({ path }) => path.startsWith(`${project}/`) && path.includes(`${last}/`));
}

const reachable = <Item extends { readonly path: string }>({ unreachable }: GcpServices, items: readonly Item[]) =>
  items.filter(({ path }) => !unreachable.has(path.split('/')[3] ?? ''));

/** The locations that did not answer, as a list over all of them names them. */
const unreachableIn = ({ unreachable }: GcpServices, path: string) => {
  const locations = path.replace(/\/-\/\w+$/, '');
  return listed(
    'unreachable',
    [...unreachable].map((each) => `${locations}/${each}`),
  );
};

/** The field of a list, which an empty list lacks. */
const listed = (name: string, items: readonly unknown[]) => (items.length === 0 ? {} : { [name]: items });

export const listFunctions = ({ services, path }: ServiceCall) => ({
  ...listed('functions', reachable(services, itemsIn(services.functions, path)).map(functionJson)),
  ...unreachableIn(services, path),
});

export const listTriggers = ({ services, path }: ServiceCall) => ({
  ...listed('triggers', reachable(services, itemsIn(services.triggers, path)).map(triggerJson)),
  ...unreachableIn(services, path),
});

export const listSubscriptions = ({ services, path }: ServiceCall) =>
  listed('subscriptions', itemsIn(services.subscriptions, path).map(subscriptionJson));

export const listTimeSeries = ({ services, state, query }: ServiceCall) =>
  listed('timeSeries', timeSeries(services, state, query.get('filter') ?? ''));

export function changeJob({ services, path }: ServiceCall, state: 'ENABLED' | 'PAUSED'): object | undefined {
  const job = services.jobs.get(path);
  if (job === undefined) return undefined;
  job.state = state;
  return jobJson(job);
}

export function runJob({ services, path }: ServiceCall): object | undefined {
  const job = services.jobs.get(path);
  if (job === undefined) return undefined;
  delete job.failure;
  for (const listener of services.jobListeners) listener(job);
  return jobJson(job);
}

const Permissions = z.object({ permissions: z.array(z.string()) });

/** The call of Compute Engine that each permission is for, where the names differ. */
const CALLS: Readonly<Record<string, string>> = {
  'compute.routes.create': 'routes.insert',
  'compute.instances.list': 'instances.aggregatedList',
  'compute.globalOperations.get': 'globalOperations.wait',
};

/** Whoever calls may do everything that no permanent fault forbids. */
export function testPermissions({ faults, body }: ServiceCall): object {
  const { permissions } = Permissions.parse(body);
  const granted = permissions.filter((permission) => {
    const call = CALLS[permission] ?? permission.replace(/^compute\./, '');
    return !faults.alwaysFails(call) && !faults.alwaysFails(permission);
  });
  return listed('permissions', granted);
}

const NewPolicy = z.object({
  policy: z.object({ bindings: z.array(z.object({ role: z.string(), members: z.array(z.string()) })) }),
});

export function setPolicy({ services, path, body }: ServiceCall): object {
  services.policies.set(path, NewPolicy.parse(body).policy.bindings);
  return policyJson(services, path);
}

export function updateSink({ services, path, body }: ServiceCall): object | undefined {
  const sink = services.sinks.get(path);
  if (sink === undefined) return undefined;
  sink.disabled = z.object({ disabled: z.optional(z.boolean()) }).parse(body).disabled ?? false;
  return sinkJson(sink);
}

const NewSubscription = z.object({
  subscription: z.object({ deadLetterPolicy: z.object({ deadLetterTopic: z.string() }) }),
});

export function updateSubscription({ services, path, body }: ServiceCall): object | undefined {
  const subscription = services.subscriptions.get(path);
  if (subscription === undefined) return undefined;
  subscription.deadLetterTopic = NewSubscription.parse(body).subscription.deadLetterPolicy.deadLetterTopic;
  return subscriptionJson(subscription);
}

/** Pulling acknowledges: no message is delivered again. */
export function pull({ services, path }: ServiceCall): object | undefined {
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
export function role({ services, path }: ServiceCall): object | undefined {
  const includedPermissions = services.roles.get(path);
  return includedPermissions && { name: path, includedPermissions };
}
