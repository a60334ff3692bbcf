import type { LocalEc2 } from '../../../infra/local/ec2/index.ts';
import { pick } from '../history.ts';
import { DESTINATIONS, GROUP_SIZE, KINDS, STATEMENTS } from '../statements.ts';
import type { Truth } from '../truth.ts';
import { type Account, dataOf } from './account.ts';
import type { AwsChange } from './history.ts';

type World = LocalEc2['world'];
type Instance = NonNullable<ReturnType<World['instance']>>;

/** Destinations for what people do by hand: those that nodes want, and wider and farther ones. */
const BY_HAND = [...DESTINATIONS, '10.200.77.0/24', '10.200.0.0/15', '10.0.0.0/8', '10.99.0.0/24', 'fd00:10::/47'];

const GATEWAYS = { nat: 'natGatewayId', propagated: 'gatewayId' } as const;

const alive = (world: World) =>
  [...world.state.instances.values()].filter(({ state }) => state !== 'terminated' && state !== 'shutting-down');

function statesRange({ instances }: Truth, range: string): string | undefined {
  return instances.find(({ statement }) => statement.ranges.includes(range))?.id;
}

/** The interface behind a target that is an instance's. */
function interfaceFor(
  { world }: LocalEc2,
  truth: Truth,
  { to, node }: Extract<AwsChange, { do: 'point' }>,
  destination: string,
): string | undefined {
  const nodes = alive(world);
  const of = (id: string | undefined, index = 0) => (id === undefined ? undefined : world.interfacesOf(id)[index]?.id);
  switch (to) {
    case 'node':
      return of(pick(nodes, node)?.id);
    case 'claimer':
      return of(statesRange(truth, destination));
    case 'appliance':
      return of(truth.instances.find(({ statement }) => statement.says === undefined)?.id);
    case 'second interface':
      return of(statesRange(truth, destination) ?? pick(nodes, node)?.id, 1);
    default:
      return undefined;
  }
}

/** Makes a route by hand, or points the one that is there elsewhere. */
function point(account: Account, truth: Truth, change: Extract<AwsChange, { do: 'point' }>): void {
  const { ec2, tables, network } = account;
  const table = pick(tables, change.table) ?? '';
  const destination = pick(BY_HAND, change.destination) ?? '';
  const { routes } = ec2.world.state;
  const present = routes.get(`${table} ${destination}`) !== undefined;
  const own = ec2.world.state.account;
  switch (change.to) {
    case 'nat':
    case 'propagated': {
      if (change.to === 'nat' && present) return;
      const target = { field: GATEWAYS[change.to], id: `${change.to}-1` };
      const origin = change.to === 'propagated' ? 'EnableVgwRoutePropagation' : 'CreateRoute';
      return ec2.world.addForeignRoute(table, { destination, target, origin });
    }
    case 'other account':
    case 'advertised':
    case 'service':
    case 'ghost': {
      if (present) return;
      const target = { interfaceId: 'eni-0123456789abcdef0', ownerId: own };
      // EC2 tells whose an interface is only where an instance has it.
      const theirs = { ...target, instanceId: 'i-0aaaaaaaaaaaaaaaa', ownerId: '999999999999' };
      return ec2.world.addForeignRoute(table, {
        destination,
        target: change.to === 'other account' ? theirs : target,
        state: change.to === 'service' ? 'active' : 'blackhole',
        origin: change.to === 'advertised' ? 'Advertisement' : 'CreateRoute',
      });
    }
    default: {
      const id = change.to === 'gateway' ? network.gatewayId : interfaceFor(ec2, truth, change, destination);
      if (id === undefined) return;
      const target = { field: change.to === 'gateway' ? 'gatewayId' : 'networkInterfaceId', id } as const;
      if (present) ec2.world.replaceRoute(table, destination, target);
      else ec2.world.createRoute(table, destination, target);
    }
  }
}

function unpoint({ ec2, tables }: Account, change: Extract<AwsChange, { do: 'unpoint' }>): void {
  const table = pick(tables, change.table) ?? '';
  const destination = pick(BY_HAND, change.destination);
  const route = ec2.world.state.routes.get(`${table} ${destination}`);
  if (route !== undefined && destination !== undefined) ec2.world.deleteRoute(table, destination);
}

function restate({ ec2: { world } }: Account, instance: Instance, says: string | undefined): void {
  if (instance.tags.has('pod-cidr')) world.tag(instance.id, { 'pod-cidr': says?.replace(',', ' ') ?? '' });
  else if (instance.state === 'stopped') world.setUserData(instance.id, dataOf(says));
}

function detach({ world }: LocalEc2, id: string): void {
  const second = world.interfacesOf(id)[1];
  if (second?.attachment !== undefined) world.detachInterface(second.attachment.id);
}

function attach({ ec2: { world }, network }: Account, { id, state }: Instance): void {
  if ((state !== 'running' && state !== 'stopped') || world.interfacesOf(id).length > 1) return;
  world.attachInterface(world.createInterface({ subnetId: network.subnetId }).id, id, 1);
}

const groupOf = (truth: Truth) => {
  const ranges = new Set(STATEMENTS.slice(KINDS.group).flatMap((statement) => statement.ranges));
  return truth.instances.filter(({ statement }) => statement.ranges.some((range) => ranges.has(range)));
};

function onNode(account: Account, instance: Instance, change: Extract<AwsChange, { node: number }>): void {
  const { ec2, autoScaling } = account;
  const { world } = ec2;
  switch (change.do) {
    case 'terminate':
      return world.terminate(instance.id);
    case 'stop':
      return instance.state === 'running' ? world.stop(instance.id) : undefined;
    case 'start':
      return instance.state === 'stopped' ? world.start(instance.id) : undefined;
    case 'recreate': {
      world.terminate(instance.id);
      const { tags, userData } = instance;
      account.clock.pass(1000);
      const data = Buffer.from(userData ?? '', 'base64');
      world.runInstance({ subnetId: account.network.subnetId, userData: data, tags });
      return;
    }
    case 'attach':
      return attach(account, instance);
    case 'detach':
      return detach(ec2, instance.id);
    case 'hold':
      return void autoScaling.hold('launch', instance.id);
    case 'restate':
      return restate(account, instance, pick(STATEMENTS, change.says)?.says);
    case 'point':
      return;
  }
}

/** Carries out a change of the world, where it makes sense now. */
export function carryOut(account: Account, truth: Truth, change: AwsChange): void {
  const { ec2, clock } = account;
  switch (change.do) {
    case 'boot': {
      const statement = pick(STATEMENTS, change.says);
      return statement === undefined ? undefined : void account.boot(statement, change.by);
    }
    case 'group boots': {
      if (groupOf(truth).length > 0) return;
      for (const statement of STATEMENTS.slice(KINDS.group, KINDS.group + GROUP_SIZE)) account.boot(statement);
      return;
    }
    case 'group ends':
    case 'group vanishes':
      return ec2.world.terminate(...groupOf(truth).map(({ id }) => id));
    case 'settle':
      return ec2.settle();
    case 'purge':
      return ec2.world.purge();
    case 'point':
      return point(account, truth, change);
    case 'unpoint':
      return unpoint(account, change);
    case 'pass':
      clock.pass(change.minutes * 60_000);
      return;
    case 'restart':
    case 'lose':
    case 'noise':
      return;
    default: {
      const instance = pick(alive(ec2.world), change.node);
      if (instance !== undefined) onNode(account, instance, change);
    }
  }
}
