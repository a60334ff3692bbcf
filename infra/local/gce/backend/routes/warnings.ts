import { linkTo } from '../../links.ts';
import { addressKey, type State } from '../state.ts';
import type { Instance, Route } from '../model.ts';

export interface Warning {
  readonly code: string;
  readonly message: string;
  readonly data: readonly { readonly key: string; readonly value: string }[];
}

/** What is wrong with the route's next hop at this moment: the service's sign for a blackhole. */
export function warningsOf(state: State, route: Route): Warning[] {
  if (route.nextHop.field === 'nextHopIp') return addressWarnings(state, route);
  if (route.nextHop.field === 'nextHopInstance') return instanceWarnings(state, route);
  return [];
}

function addressWarnings(state: State, route: Route): Warning[] {
  const address = route.nextHop.value;
  const holder = state.holders.get(addressKey(route.network, address));
  const instance = holder === undefined ? undefined : state.instances.get(holder);
  if (instance !== undefined) {
    const isSilent = state.variants.stoppedNextHop === 'silent';
    return forwardingWarnings(instance).filter(({ code }) => !isSilent || code !== 'NEXT_HOP_NOT_RUNNING');
  }
  const message = `Next hop IP ${address} is not assigned to an instance.`;
  return [warning('NEXT_HOP_ADDRESS_NOT_ASSIGNED', message, 'ip_address', address)];
}

function instanceWarnings(state: State, route: Route): Warning[] {
  const link = linkTo(route.nextHop.value);
  const instance = state.instances.get(route.nextHop.value);
  if (instance === undefined) {
    return [warning('NEXT_HOP_INSTANCE_NOT_FOUND', `Next hop instance ${link} was not found.`, 'instance', link)];
  }
  if (instance.nics.some((nic) => nic.network === route.network)) return forwardingWarnings(instance);
  const message = `Next hop instance ${link} is not on the route's network.`;
  return [warning('NEXT_HOP_INSTANCE_NOT_ON_NETWORK', message, 'instance', link)];
}

function forwardingWarnings(instance: Instance): Warning[] {
  const link = linkTo(instance.path);
  const warnings: Warning[] = [];
  if (!instance.canIpForward) {
    const message = `Next hop instance ${link} does not have IP forwarding enabled.`;
    warnings.push(warning('NEXT_HOP_CANNOT_IP_FORWARD', message, 'instance', link));
  }
  if (instance.status !== 'RUNNING') {
    const message = `Next hop instance ${link} is not running.`;
    warnings.push(warning('NEXT_HOP_NOT_RUNNING', message, 'instance', link));
  }
  return warnings;
}

function warning(code: string, message: string, key: string, value: string): Warning {
  return { code, message, data: [{ key, value }] };
}
