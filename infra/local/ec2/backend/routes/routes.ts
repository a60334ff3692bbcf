import { Ec2Error, invalidValue } from '../../errors.ts';
import { contains, parseCidr, type Cidr, type Family } from '../cidr.ts';
import type { RouteTable } from '../model.ts';
import type { Route } from './model.ts';
import { resolveTarget, sameTarget, type TargetReference } from './targets.ts';
import type { State } from '../state.ts';
import { insideVpc } from '../network/vpcs.ts';

/** The destination as the request has it: which of the two parameters, and its text. */
export interface DestinationInput {
  readonly family: Family;
  readonly text: string;
}

const linkLocalServices = ['169.254.168.0/22', 'fd00:ec2::/32'].flatMap((text) => parseCidr(text) ?? []);

export function createRoute(state: State, tableId: string, input: DestinationInput, target: TargetReference): Route {
  const { table, cidr } = checkDestination(state, tableId, input);
  const resolved = resolveTarget(state, table, target);
  const present = state.routes.get(`${tableId} ${cidr.text}`);
  const isSame = present !== undefined && sameTarget(present.target, resolved);
  if (present === undefined) checkQuota(state, tableId, cidr.family);
  else if (isSame && !state.settings.variants.identicalCreateRefused) return present;
  else throw new Ec2Error('RouteAlreadyExists', `The route identified by ${cidr.text} already exists.`);
  return state.routes.put({
    id: `${tableId} ${cidr.text}`,
    tableId,
    destination: cidr.text,
    destinationKind: cidr.family,
    target: resolved,
    origin: 'CreateRoute',
    fixedState: undefined,
  });
}

export function replaceRoute(state: State, tableId: string, input: DestinationInput, target: TargetReference): Route {
  const { table, cidr } = checkDestination(state, tableId, input);
  const present = state.routes.get(`${tableId} ${cidr.text}`);
  if (present === undefined) {
    const sentence = `There is no route defined for '${cidr.text}' in the route table. Use CreateRoute instead.`;
    throw state.settings.variants.missingRouteNotFound
      ? new Ec2Error('InvalidRoute.NotFound', sentence)
      : invalidValue(sentence);
  }
  return state.routes.put({
    ...present,
    target: resolveTarget(state, table, target),
    origin: 'CreateRoute',
    fixedState: undefined,
  });
}

export function deleteRoute(state: State, tableId: string, input: DestinationInput): void {
  state.routeTables.need(tableId);
  const destination = readDestination(input).text;
  const route = state.routes.get(`${tableId} ${destination}`);
  if (route === undefined) {
    const field = input.family === 4 ? 'destination-cidr-block' : 'destination-ipv6-cidr-block';
    const sentence = `no route with ${field} ${destination} in route table ${tableId}`;
    throw new Ec2Error('InvalidRoute.NotFound', sentence);
  }
  if (route.origin === 'CreateRouteTable') {
    throw invalidValue(`cannot remove local route ${destination} in route table ${tableId}`);
  }
  state.routes.remove(route.id);
}

function checkDestination(state: State, tableId: string, input: DestinationInput): { table: RouteTable; cidr: Cidr } {
  const table = state.routeTables.need(tableId);
  const cidr = readDestination(input);
  if (linkLocalServices.some((reserved) => contains(reserved, cidr))) {
    throw invalidValue(`The destination CIDR block ${cidr.text} is reserved for services of the platform.`);
  }
  // The service lets an interface take over the range of a whole subnet. Nothing here needs that.
  if (insideVpc(state.vpcs.need(table.vpcId), cidr)) {
    throw invalidValue(
      `The destination CIDR block ${cidr.text} is equal to or more specific than one of this VPC's CIDR blocks.`,
    );
  }
  return { table, cidr };
}

function readDestination({ family, text }: DestinationInput): Cidr {
  const cidr = parseCidr(text);
  if (cidr?.family === family) return cidr;
  const parameter = family === 4 ? 'destinationCidrBlock' : 'destinationIpv6CidrBlock';
  const what = family === 4 ? 'a valid CIDR block' : 'a valid IPv6 CIDR block';
  throw invalidValue(`Value (${text}) for parameter ${parameter} is invalid. This is not ${what}.`);
}

/** The quota is on routes that are not propagated, of which local routes are some. */
function checkQuota(state: State, tableId: string, family: Family): void {
  const { routeQuota, variants } = state.settings;
  const uncounted = variants.localRoutesUncounted ? countLocalRoutes(state, tableId, family) : 0;
  if (state.routesByQuota.count(`${tableId} ${family}`) - uncounted < routeQuota) return;
  throw new Ec2Error('RouteLimitExceeded', 'The maximum number of routes has been reached.');
}

function countLocalRoutes(state: State, tableId: string, family: Family): number {
  const vpc = state.vpcs.need(state.routeTables.need(tableId).vpcId);
  return vpc.cidrs.filter(({ cidr }) => cidr.family === family).length;
}
