import type { LocalEc2 } from '../../../../infra/local/aws.ts';
import { pick } from '../../generate/history.ts';
import { GROUP_SIZE, CLAIM_INDEX, CLAIM_SAMPLES } from '../../generate/claim-samples.ts';
import type { GroundTruth } from '../../oracle/ground-truth.ts';
import { type AwsFixture, liveInstances, userDataFor } from './fixture.ts';
import { setManualRoute, removeManualRoute } from './manual-routes.ts';
import type { AwsChange } from '../history.ts';

type World = LocalEc2['world'];
type Instance = NonNullable<ReturnType<World['instance']>>;

function updateClaim({ ec2: { world } }: AwsFixture, instance: Instance, says: string | undefined): void {
  if (instance.tags.has('pod-cidr')) world.tag(instance.id, { 'pod-cidr': says?.replace(',', ' ') ?? '' });
  else if (instance.state === 'stopped') world.setUserData(instance.id, userDataFor(says));
}

function detach({ world }: LocalEc2, id: string): void {
  const second = world.interfacesOf(id)[1];
  if (second?.attachment !== undefined) world.detachInterface(second.attachment.id);
}

function attach({ ec2: { world }, network }: AwsFixture, { id, state }: Instance): void {
  if ((state !== 'running' && state !== 'stopped') || world.interfacesOf(id).length > 1) return;
  world.attachInterface(world.createInterface({ subnetId: network.subnetId }).id, id, 1);
}

const groupMembers = (truth: GroundTruth) => {
  const ranges = new Set(CLAIM_SAMPLES.slice(CLAIM_INDEX.group).flatMap((claim) => claim.ranges));
  return truth.instances.filter(({ claim }) => claim.ranges.some((range) => ranges.has(range)));
};

function changeNode(fixture: AwsFixture, instance: Instance, change: Extract<AwsChange, { node: number }>): void {
  const { ec2, autoScaling } = fixture;
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
      fixture.clock.pass(1000);
      const data = Buffer.from(userData ?? '', 'base64');
      world.runInstance({ subnetId: fixture.network.subnetId, userData: data, tags });
      return;
    }
    case 'attach':
      return attach(fixture, instance);
    case 'detach':
      return detach(ec2, instance.id);
    case 'hold':
      return void autoScaling.hold('launch', instance.id);
    case 'update claim':
      return updateClaim(fixture, instance, pick(CLAIM_SAMPLES, change.says)?.text);
    case 'set route':
      return;
  }
}

/** Carries out a change of the world, where it makes sense now. */
export function applyChange(fixture: AwsFixture, truth: GroundTruth, change: AwsChange): void {
  const { ec2 } = fixture;
  switch (change.do) {
    case 'boot': {
      const claim = pick(CLAIM_SAMPLES, change.says);
      return claim === undefined ? undefined : void fixture.boot(claim, change.by);
    }
    case 'group boots': {
      if (groupMembers(truth).length > 0) return;
      for (const claim of CLAIM_SAMPLES.slice(CLAIM_INDEX.group, CLAIM_INDEX.group + GROUP_SIZE)) fixture.boot(claim);
      return;
    }
    case 'group ends':
    case 'group vanishes':
      return ec2.world.terminate(...groupMembers(truth).map(({ id }) => id));
    case 'settle':
      return ec2.settle();
    case 'purge':
      return ec2.world.purge();
    case 'set route':
      return setManualRoute(fixture, truth, change);
    case 'remove route':
      return removeManualRoute(fixture, change);
    case 'unrelated event':
      return;
    default: {
      const instance = pick(liveInstances(ec2.world), change.node);
      if (instance !== undefined) changeNode(fixture, instance, change);
    }
  }
}
