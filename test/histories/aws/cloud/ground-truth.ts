import type { LocalEc2 } from '../../../../infra/local/aws.ts';
import { limitedToFamilies, claimSampleOf } from '../../generate/claim-samples.ts';
import type { Family } from '../../oracle/reference-cidr.ts';
import { withReservations } from '../../oracle/reservations.ts';
import type { ActualInstance, ActualRoute, GroundTruth } from '../../oracle/ground-truth.ts';

type State = LocalEc2['backend']['state'];
type Ec2Instance = NonNullable<ReturnType<State['instances']['get']>>;
type Ec2Route = NonNullable<ReturnType<State['routes']['get']>>;

const DELETED_STATES = new Set(['shutting-down', 'terminated']);
const BOTH = new Set<Family>(['ipv4', 'ipv6']);
const CLUSTER_TAG = /^kubernetes\.io\/cluster\//;

function claimOf({ tags, userData }: Ec2Instance, clusterTag: string): string | undefined {
  const clusters = [...tags.keys()].filter((key) => CLUSTER_TAG.test(key));
  if (clusters.length > 0 && !clusters.includes(clusterTag)) return undefined;
  const tag = tags.get('pod-cidr');
  if (tag !== undefined) return tag === '' ? undefined : tag.replace(' ', ',');
  return /pod-cidr=([^|]*)/.exec(Buffer.from(userData ?? '', 'base64').toString())?.[1];
}

function toInstance(state: State, instance: Ec2Instance, clusterTag: string): ActualInstance {
  const primary = state.interfacesByInstance.find(instance.id).find(({ attachment }) => attachment?.deviceIndex === 0);
  return {
    id: instance.id,
    launchedAt: instance.launchTime,
    status: instance.state,
    isUp: instance.state === 'pending' || instance.state === 'running',
    // Routes of both families lead to an interface; the lab's have addresses of one.
    families: ['ipv4'],
    claim: limitedToFamilies(claimSampleOf(claimOf(instance, clusterTag)), BOTH),
    nextHopFor: () => primary?.id ?? 'none',
  };
}

function toRoute(state: State, route: Ec2Route, alive: ReadonlyMap<string, ActualInstance>): ActualRoute {
  const { id: key, tableId: table, destination, target, origin, fixedState } = route;
  const base = { record: route, key, table, destination };
  if (target.kind === 'gateway')
    return { ...base, nextHop: target.id, foreign: true, holder: undefined, createdFor: undefined };
  const behind = state.interfaces.get(target.interfaceId)?.attachment?.instanceId ?? '';
  const isElsewhere = target.ownerId !== state.account || origin !== 'CreateRoute';
  // Traffic gets somewhere, to nobody in this network: an interface of a service.
  const isService = fixedState === 'active' && !state.interfaces.get(target.interfaceId);
  return {
    ...base,
    nextHop: target.interfaceId,
    foreign: isElsewhere || isService,
    isLikeReservation: isService && !isElsewhere,
    isForeignButRight: target.ownerId === state.account && origin !== 'CreateRoute',
    holder: alive.get(behind),
    createdFor: target.instanceId,
  };
}

/** What is true of the account, read from its state and not through its API. */
export function groundTruthOf(
  state: State,
  tables: readonly string[],
  clusterTag: string,
  maskSizes: GroundTruth['maskSizes'],
): GroundTruth {
  const instances = [...state.instances.values()]
    .filter((instance) => !DELETED_STATES.has(instance.state))
    .map((instance) => toInstance(state, instance, clusterTag));
  const alive = new Map(instances.map((instance) => [instance.id, instance]));
  const routes = [...state.routes.values()].map((route) => toRoute(state, route, alive));
  return withReservations({ tables, maskSizes, instances, routes });
}
