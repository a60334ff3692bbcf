import type { InstanceState } from '../model.ts';
import type { GatewayTarget, InterfaceTarget, Route, RouteState, RouteView } from './model.ts';
import type { State } from '../state.ts';

type TargetView = Omit<RouteView, 'destination' | 'destinationKind' | 'origin'>;

/** A route as DescribeRouteTables shows it now. Nothing of this is stored, so routes to an instance are active again once it is started. */
function viewRoute(state: State, route: Route): RouteView {
  const { destination, destinationKind, origin, target } = route;
  const view = target.kind === 'gateway' ? gatewayView(state, route, target) : interfaceView(state, target);
  return {
    destination,
    destinationKind,
    ...view,
    origin,
    state: route.fixedState ?? view.state,
  };
}

export function routesOf(state: State, tableId: string): RouteView[] {
  return state.routesByTable.find(tableId).map((route) => viewRoute(state, route));
}

function gatewayView(state: State, route: Route, { field, id }: GatewayTarget): TargetView {
  return { [field]: id, state: gatewayState(state, route, id) };
}

function gatewayState(state: State, route: Route, id: string): RouteState {
  if (!id.startsWith('igw-')) return 'active';
  const attachedTo = state.gateways.get(id)?.vpcId;
  return attachedTo === state.routeTables.get(route.tableId)?.vpcId ? 'active' : 'blackhole';
}

function interfaceView(state: State, target: InterfaceTarget): TargetView {
  const networkInterfaceId = target.interfaceId;
  if (target.ownerId !== state.account) {
    return { networkInterfaceId, ...instanceView(target.instanceId, target.ownerId), state: 'active' };
  }
  const nic = state.interfaces.get(networkInterfaceId);
  if (nic === undefined) {
    const last = state.settings.variants.blackholeKeepsInstanceId ? target.instanceId : undefined;
    return { networkInterfaceId, ...instanceView(last, target.ownerId), state: 'blackhole' };
  }
  if (nic.attachment === undefined) return { networkInterfaceId, state: 'blackhole' };
  const { instanceId } = nic.attachment;
  const instance = state.instances.get(instanceId);
  const active = instance !== undefined && isActiveTarget(state, instance.state);
  return {
    networkInterfaceId,
    ...instanceView(instanceId, target.ownerId),
    state: active ? 'active' : 'blackhole',
  };
}

function isActiveTarget({ settings: { variants } }: State, state: InstanceState): boolean {
  switch (state) {
    case 'pending':
    case 'running':
      return true;
    case 'stopping':
      return !variants.stoppingTargetBlackhole;
    case 'stopped':
      return variants.stoppedTargetActive;
    case 'shutting-down':
    case 'terminated':
      return false;
  }
}

function instanceView(instanceId: string | undefined, instanceOwnerId: string) {
  return instanceId === undefined ? {} : { instanceId, instanceOwnerId };
}
