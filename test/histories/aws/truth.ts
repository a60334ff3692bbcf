import type { LocalEc2 } from '../../../infra/local/aws.ts';
import { reachable, statementOf } from '../statements.ts';
import type { TrueInstance, TrueRoute, Truth } from '../truth.ts';

type State = LocalEc2['world']['state'];
type Ec2Instance = NonNullable<ReturnType<State['instances']['get']>>;
type Ec2Route = NonNullable<ReturnType<State['routes']['get']>>;

const DEAD = new Set(['shutting-down', 'terminated']);
const BOTH = new Set(['ipv4', 'ipv6']);
const CLUSTER_TAG = /^kubernetes\.io\/cluster\//;

function saysOf({ tags, userData }: Ec2Instance, clusterTag: string): string | undefined {
  const clusters = [...tags.keys()].filter((key) => CLUSTER_TAG.test(key));
  if (clusters.length > 0 && !clusters.includes(clusterTag)) return undefined;
  const tag = tags.get('pod-cidr');
  if (tag !== undefined) return tag === '' ? undefined : tag.replace(' ', ',');
  return /pod-cidr=([^|]*)/.exec(Buffer.from(userData ?? '', 'base64').toString())?.[1];
}

function toInstance(state: State, instance: Ec2Instance, clusterTag: string): TrueInstance {
  const primary = state.interfacesByInstance.find(instance.id).find(({ attachment }) => attachment?.deviceIndex === 0);
  return {
    id: instance.id,
    launchedAt: instance.launchTime,
    status: instance.state,
    statement: reachable(statementOf(saysOf(instance, clusterTag)), BOTH),
    hopFor: () => primary?.id ?? 'none',
  };
}

function toRoute(state: State, route: Ec2Route, alive: ReadonlyMap<string, TrueInstance>): TrueRoute {
  const { id: key, tableId: table, destination, target, origin, fixedState } = route;
  const base = { record: route, key, table, destination };
  if (target.kind === 'gateway')
    return { ...base, hop: target.id, foreign: true, holder: undefined, madeFor: undefined };
  const behind = state.interfaces.get(target.interfaceId)?.attachment?.instanceId ?? '';
  const isElsewhere = target.ownerId !== state.account || origin !== 'CreateRoute';
  // Traffic gets somewhere, to nobody in this network: an interface of a service.
  const isService = fixedState === 'active' && !state.interfaces.get(target.interfaceId);
  return {
    ...base,
    hop: target.interfaceId,
    foreign: isElsewhere || isService,
    holder: alive.get(behind),
    madeFor: target.instanceId,
  };
}

/** What is true of the account, read from its state and not through its API. */
export function truthOf(state: State, tables: readonly string[], clusterTag: string): Truth {
  const instances = [...state.instances.values()]
    .filter((instance) => !DEAD.has(instance.state))
    .map((instance) => toInstance(state, instance, clusterTag));
  const alive = new Map(instances.map((instance) => [instance.id, instance]));
  return { tables, instances, routes: [...state.routes.values()].map((route) => toRoute(state, route, alive)) };
}
