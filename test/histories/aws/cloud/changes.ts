import type { LocalEc2 } from '../../../../infra/local/aws.ts';
import { pick } from '../../generate/history.ts';
import { DESTINATIONS, GROUP_SIZE, CLAIM_INDEX, CLAIM_SAMPLES, REQUEST } from '../../generate/claim-samples.ts';
import { type GroundTruth, holderOf } from '../../oracle/ground-truth.ts';
import { type AwsFixture, liveInstances, userDataFor } from './fixture.ts';
import { setManualRoute, removeManualRoute } from './manual-routes.ts';
import type { AwsChange } from '../history.ts';

type World = LocalEc2['backend'];
type Instance = NonNullable<ReturnType<World['instance']>>;

function updateClaim({ ec2: { backend } }: AwsFixture, instance: Instance, says: string | undefined): void {
  if (instance.tags.has('pod-cidr')) backend.tag(instance.id, { 'pod-cidr': says?.replace(',', ' ') ?? '' });
  else if (instance.state === 'stopped') backend.setUserData(instance.id, userDataFor(says));
}

function detach({ backend }: LocalEc2, id: string): void {
  const second = backend.interfacesOf(id)[1];
  if (second?.attachment !== undefined) backend.detachInterface(second.attachment.id);
}

function attach({ ec2: { backend }, network }: AwsFixture, { id, state }: Instance): void {
  if ((state !== 'running' && state !== 'stopped') || backend.interfacesOf(id).length > 1) return;
  backend.attachInterface(backend.createInterface({ subnetId: network.subnetId }).id, id, 1);
}

const groupMembers = (truth: GroundTruth) => {
  const ranges = new Set(
    CLAIM_SAMPLES.slice(CLAIM_INDEX.group, CLAIM_INDEX.group + GROUP_SIZE).flatMap((claim) => claim.ranges),
  );
  return truth.instances.filter(({ claim }) => claim.ranges.some((range) => ranges.has(range)));
};

const GROUP_TAG = 'group';

function scaleDown({ ec2: { backend } }: AwsFixture, count: number): void {
  const members = liveInstances(backend).filter(({ tags }) => tags.has(GROUP_TAG));
  backend.terminate(...members.slice(-count).map(({ id }) => id));
}

function copyClaim({ ec2: { backend } }: AwsFixture, truth: GroundTruth, instance: Instance, from: number): void {
  const text = pick(truth.instances, from)?.claim.text;
  if (text !== undefined) backend.tag(instance.id, { 'pod-cidr': text.replace(',', ' ') });
}

function removeOwnRoute(
  { ec2: { backend }, clusterTables }: AwsFixture,
  truth: GroundTruth,
  id: string,
  table: number,
) {
  const [range] = truth.instances.find((each) => each.id === id)?.claim.ranges ?? [];
  const place = pick(clusterTables, table) ?? '';
  if (range !== undefined && backend.state.routes.get(`${place} ${range}`) !== undefined)
    backend.deleteRoute(place, range);
}

function changeNode(
  fixture: AwsFixture,
  truth: GroundTruth,
  instance: Instance,
  change: Extract<AwsChange, { node: number }>,
): void {
  const { ec2, autoScaling } = fixture;
  const { backend } = ec2;
  switch (change.do) {
    case 'terminate':
      return backend.terminate(instance.id);
    case 'stop':
      return instance.state === 'running' ? backend.stop(instance.id) : undefined;
    case 'start':
      if (instance.state !== 'stopped') return;
      // Until an instance has stopped and starts again, more than a minute has passed.
      fixture.clock.advance(60_000);
      return backend.start(instance.id);
    case 'recreate': {
      backend.terminate(instance.id);
      const { tags, userData } = instance;
      fixture.clock.advance(1000);
      const data = Buffer.from(userData ?? '', 'base64');
      backend.runInstance({ subnetId: fixture.network.subnetId, userData: data, tags });
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
    case 'copy claim':
      return copyClaim(fixture, truth, instance, change.from);
    case 'remove own route':
      return removeOwnRoute(fixture, truth, instance.id, change.table);
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
      return ec2.backend.terminate(...groupMembers(truth).map(({ id }) => id));
    case 'holder ends': {
      const holder = holderOf(truth, pick(DESTINATIONS, change.destination) ?? '');
      return holder === undefined ? undefined : ec2.backend.terminate(holder.id);
    }
    case 'settle':
      return ec2.settle();
    case 'purge':
      return ec2.backend.purge();
    case 'set route':
      return setManualRoute(fixture, truth, change);
    case 'remove route':
      return removeManualRoute(fixture, change);
    case 'scale up':
      for (let i = 0; i < change.count; i += 1) fixture.boot(REQUEST, change.by, { [GROUP_TAG]: 'workers' });
      return;
    case 'scale down':
      return scaleDown(fixture, change.count);
    case 'unrelated event':
      return;
    default: {
      const instance = pick(liveInstances(ec2.backend), change.node);
      if (instance !== undefined) changeNode(fixture, truth, instance, change);
    }
  }
}
