import type { LocalEc2 } from '../../../infra/local/aws.ts';
import { pick } from '../history.ts';
import { GROUP_SIZE, KINDS, STATEMENTS } from '../statements.ts';
import type { Truth } from '../truth.ts';
import { type Account, alive, dataOf } from './account.ts';
import { point, unpoint } from './by-hand.ts';
import type { AwsChange } from './history.ts';

type World = LocalEc2['world'];
type Instance = NonNullable<ReturnType<World['instance']>>;

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
  const { ec2 } = account;
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
    case 'noise':
      return;
    default: {
      const instance = pick(alive(ec2.world), change.node);
      if (instance !== undefined) onNode(account, instance, change);
    }
  }
}
