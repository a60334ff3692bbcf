import { parseCidr } from '../cidr.ts';
import type { DestinationKind, GatewayField, Route, RouteOrigin, RouteState, Target } from './model.ts';
import type { State } from '../state.ts';

/** A route no API call of ours could make, for example a propagated one. */
export interface ForeignRoute {
  /** A CIDR, or a prefix list (`pl-...`). */
  readonly destination: string;
  readonly target:
    | { readonly field: GatewayField; readonly id: string }
    | { readonly interfaceId: string; readonly instanceId?: string; readonly ownerId: string };
  readonly origin?: RouteOrigin;
  readonly state?: RouteState;
}

/**
 * Adds a route without any check. A propagated route exists beside a created one of the same destination, as
 * in the real service, where the created one wins.
 */
export function addForeignRoute(state: State, tableId: string, input: ForeignRoute): Route {
  state.routeTables.need(tableId);
  const { destination, kind } = readDestination(input.destination);
  const origin = input.origin ?? 'CreateRoute';
  const suffix = origin === 'EnableVgwRoutePropagation' ? ' propagated' : '';
  return state.routes.put({
    id: `${tableId} ${destination}${suffix}`,
    tableId,
    destination,
    destinationKind: kind,
    target: readTarget(input.target),
    origin,
    fixedState: input.state ?? 'active',
  });
}

function readTarget(target: ForeignRoute['target']): Target {
  if ('field' in target) return { kind: 'gateway', ...target };
  return { kind: 'interface', ...target, instanceId: target.instanceId };
}

function readDestination(text: string): { destination: string; kind: DestinationKind } {
  if (text.startsWith('pl-')) return { destination: text, kind: 'prefix-list' };
  const cidr = parseCidr(text);
  if (cidr === undefined) throw new Error(`not a destination: ${text}`);
  return { destination: cidr.text, kind: cidr.family };
}
