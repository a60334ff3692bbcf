import type { LocalEc2 } from '../../../../infra/local/aws.ts';
import { pick } from '../../generate/history.ts';
import { DESTINATIONS } from '../../generate/claim-samples.ts';
import type { GroundTruth } from '../../oracle/ground-truth.ts';
import { type AwsFixture, liveInstances } from './fixture.ts';
import type { AwsChange } from '../history.ts';

/** Destinations for what people do by hand: those that nodes want, and wider and farther ones. */
const MANUAL_DESTINATIONS = [
  ...DESTINATIONS,
  '10.200.77.0/24',
  '10.200.0.0/15',
  '10.0.0.0/8',
  '10.99.0.0/24',
  'fd00:10::/47',
  '10.200.0.0/16',
];

const GATEWAYS = { nat: 'natGatewayId', propagated: 'gatewayId' } as const;

function claimantOf({ instances }: GroundTruth, range: string): string | undefined {
  return instances.find(({ claim }) => claim.ranges.includes(range))?.id;
}

/** The interface behind a target that is an instance's. */
function interfaceFor(
  { backend }: LocalEc2,
  truth: GroundTruth,
  { to, node }: Extract<AwsChange, { do: 'set route' }>,
  destination: string,
): string | undefined {
  const nodes = liveInstances(backend);
  const of = (id: string | undefined, index = 0) =>
    id === undefined ? undefined : backend.interfacesOf(id)[index]?.id;
  switch (to) {
    case 'node':
      return of(pick(nodes, node)?.id);
    case 'claimer':
    case 'stuck':
      return of(claimantOf(truth, destination));
    case 'rival':
      return of(truth.instances.findLast(({ claim }) => claim.ranges.includes(destination))?.id);
    case 'appliance':
      return of(truth.instances.find(({ claim }) => claim.text === undefined)?.id);
    case 'second interface':
      return of(claimantOf(truth, destination) ?? pick(nodes, node)?.id, 1);
    default:
      return undefined;
  }
}

/** Makes a route by hand, or points the one that is there elsewhere. */
export function setManualRoute(
  fixture: AwsFixture,
  truth: GroundTruth,
  change: Extract<AwsChange, { do: 'set route' }>,
): void {
  const { ec2, tables, network } = fixture;
  const table = pick(tables, change.table) ?? '';
  const destination = pick(MANUAL_DESTINATIONS, change.destination) ?? '';
  const { routes } = ec2.backend.state;
  const present = routes.get(`${table} ${destination}`) !== undefined;
  const own = ec2.backend.state.account;
  switch (change.to) {
    case 'nat':
    case 'propagated': {
      if (change.to === 'nat' && present) return;
      const target = { field: GATEWAYS[change.to], id: `${change.to}-1` };
      const origin = change.to === 'propagated' ? 'EnableVgwRoutePropagation' : 'CreateRoute';
      return ec2.backend.addForeignRoute(table, { destination, target, origin });
    }
    case 'other account':
    case 'advertised':
    case 'service':
    case 'ghost': {
      if (present) return;
      const target = { interfaceId: 'eni-0123456789abcdef0', ownerId: own };
      // EC2 tells whose an interface is only where an instance has it.
      const theirs = { ...target, instanceId: 'i-0aaaaaaaaaaaaaaaa', ownerId: '999999999999' };
      return ec2.backend.addForeignRoute(table, {
        destination,
        target: change.to === 'other account' ? theirs : target,
        state: change.to === 'service' ? 'active' : 'blackhole',
        origin: change.to === 'advertised' ? 'Advertisement' : 'CreateRoute',
      });
    }
    case 'stuck': {
      const interfaceId = interfaceFor(ec2, truth, change, destination);
      const instanceId = claimantOf(truth, destination);
      if (present || interfaceId === undefined || instanceId === undefined) return;
      const target = { interfaceId, instanceId, ownerId: own };
      return ec2.backend.addForeignRoute(table, { destination, target, state: 'blackhole' });
    }
    default: {
      const id = change.to === 'gateway' ? network.gatewayId : interfaceFor(ec2, truth, change, destination);
      if (id === undefined) return;
      const target = { field: change.to === 'gateway' ? 'gatewayId' : 'networkInterfaceId', id } as const;
      if (present) ec2.backend.replaceRoute(table, destination, target);
      else ec2.backend.createRoute(table, destination, target);
    }
  }
}

export function removeManualRoute(
  { ec2, tables }: AwsFixture,
  change: Extract<AwsChange, { do: 'remove route' }>,
): void {
  const table = pick(tables, change.table) ?? '';
  const destination = pick(MANUAL_DESTINATIONS, change.destination);
  const route = ec2.backend.state.routes.get(`${table} ${destination}`);
  if (route !== undefined && destination !== undefined) ec2.backend.deleteRoute(table, destination);
}
