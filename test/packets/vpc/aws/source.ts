import type { InstanceState, LocalEc2, NetworkInterface, RouteView } from '../../../../infra/local/aws.ts';
import type { Port, RouteEntry, RouteTarget, VpcModel, VpcSource } from '../model.ts';
import { aclFilters } from './acls.ts';
import { groupFilters } from './groups.ts';

/** A VPC of the local EC2; the only one, if none is named. */
export function ec2Source({ backend }: LocalEc2, vpcId?: string): VpcSource {
  const read = (): VpcModel => {
    const { state } = backend;
    const vpc = vpcId ?? [...state.vpcs.values()][0]?.id ?? '';
    const nics = [...state.interfaces.values()].filter((nic) => nic.vpcId === vpc && nic.attachment !== undefined);
    const tableIds = state.routeTablesByVpc.find(vpc).map(({ id }) => id);
    return {
      ports: nics.flatMap((nic) => portOf(backend, nic)),
      tables: new Map(tableIds.map((id) => [id, backend.routesOf(id).flatMap(entryOf)])),
      filters: [...aclFilters(state, nics), ...groupFilters(state, nics)],
    };
  };
  return { read, onWrite: (listener) => backend.onWrite(listener) };
}

type Backend = LocalEc2['backend'];

function portOf(backend: Backend, nic: NetworkInterface): Port | [] {
  const { attachment } = nic;
  const instance = attachment && backend.instance(attachment.instanceId);
  if (attachment === undefined || instance === undefined) return [];
  return {
    id: nic.id,
    instance: instance.id,
    index: attachment.deviceIndex,
    addresses: [nic.privateIpAddress, ...nic.ipv6Addresses],
    isUp: isUp(instance.state),
    forwards: !nic.sourceDestCheck,
    table: tableOf(backend, nic),
  };
}

function isUp(state: InstanceState): boolean {
  return state === 'pending' || state === 'running' || state === 'stopping';
}

/** The table of the subnet, else the main one. */
function tableOf({ state }: Backend, { subnetId, vpcId }: NetworkInterface): string {
  const [own] = state.routeTablesBySubnet.find(subnetId);
  const isMain = ({ associations }: { associations: readonly { main: boolean }[] }) =>
    associations.some(({ main }) => main);
  return (own ?? state.routeTablesByVpc.find(vpcId).find(isMain))?.id ?? '';
}

function entryOf(route: RouteView): RouteEntry | [] {
  if (route.destinationKind === 'prefix-list') return [];
  // A created route wins over a propagated one.
  const metric = route.origin === 'EnableVgwRoutePropagation' ? 2 : 1;
  return { destination: route.destination, metric, target: targetOf(route) };
}

function targetOf({ gatewayId, networkInterfaceId, state }: RouteView): RouteTarget {
  if (gatewayId === 'local') return { kind: 'local' };
  if (state !== 'active' || networkInterfaceId === undefined) return { kind: 'nowhere' };
  return { kind: 'ports', ports: [networkInterfaceId] };
}
