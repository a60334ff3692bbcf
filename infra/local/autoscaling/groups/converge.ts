import type { InstanceState } from '../../ec2/backend/model.ts';
import { launchMember, takeFromPool, terminateMember } from './members.ts';
import { activeMembers, type Fleet, type Group, isTerminating, isWarmed, type Member } from './model.ts';
import { proceed } from './progress.ts';
import { refreshSurge, stepRefresh } from './refresh.ts';

/** Launches and terminates until there are as many members as are desired. EC2's events and requests drive it. */
export function converge(fleet: Fleet, group: Group): void {
  if (group.isConverging) return;
  group.isConverging = true;
  try {
    while (stepTowardsDesired(fleet, group) || stepTowardsPool(fleet, group) || stepRefresh(fleet, group)) {
      // Each step is a launch or a termination.
    }
  } finally {
    group.isConverging = false;
  }
  if (group.isDeleted && group.members.size === 0) fleet.groups.delete(group.name);
}

/** EC2 announced the state of an instance, which may be a member. */
export function onInstanceState(fleet: Fleet, instance: string, state: InstanceState): void {
  for (const group of fleet.groups.values()) {
    const member = group.members.get(instance);
    if (member === undefined) continue;
    if (isUnexpected(member, state)) {
      member.isHealthy = false;
      terminateMember(fleet, group, member, `an instance was taken out of service: it is ${state}`);
    } else proceed(fleet, group, member);
    converge(fleet, group);
  }
}

/** Somebody else stopped or ended the instance. */
function isUnexpected(member: Member, state: InstanceState): boolean {
  if (isTerminating(member) || state === 'pending' || state === 'running') return false;
  const stops = state === 'stopping' || state === 'stopped';
  return !(isWarmed(member) && stops);
}

function stepTowardsDesired(fleet: Fleet, group: Group): boolean {
  const active = activeMembers(group);
  const wanted = group.isDeleted ? 0 : group.desired + refreshSurge(group);
  if (active.length < wanted) {
    const cause = `an instance was started in response to a difference between desired and actual capacity`;
    const warm = [...group.members.values()].find(
      ({ phase }) => phase === 'Warmed:Stopped' || phase === 'Warmed:Running',
    );
    if (warm === undefined) return launchMember(fleet, group, 'AutoScalingGroup', cause);
    takeFromPool(fleet, group, warm, cause);
    return true;
  }
  const victim = active.length > wanted ? victimOf(fleet, group, active) : undefined;
  if (victim === undefined) return false;
  const cause = 'an instance was taken out of service in response to a difference between desired and actual capacity';
  terminateMember(fleet, group, victim, cause, group.warmPool?.isReused === true && !group.isDeleted);
  return true;
}

/** The one with the oldest version of the template, of these the oldest. */
function victimOf(fleet: Fleet, group: Group, active: readonly Member[]): Member | undefined {
  const serial = ({ instance }: Member) => fleet.backend.instance(instance)?.serial ?? 0;
  const free = active.filter(({ isProtected }) => group.isDeleted || !isProtected);
  return free.toSorted((a, b) => a.template.version - b.template.version || serial(a) - serial(b))[0];
}

function stepTowardsPool(fleet: Fleet, group: Group): boolean {
  const { warmPool: pool, desired, maxSize } = group;
  const members = [...group.members.values()];
  const warmed = members.filter((member) => isWarmed(member) && !isTerminating(member));
  const returning = members.filter((member) => isTerminating(member) && member.destination === 'WarmPool').length;
  const room = pool === undefined ? 0 : Math.max(pool.minSize, (pool.maxPrepared ?? maxSize) - desired);
  const wanted = group.isDeleted ? 0 : room;
  if (warmed.length + returning < wanted)
    return launchMember(fleet, group, 'WarmPool', 'the warm pool is smaller than it should be');
  const surplus = warmed.length > wanted ? warmed.find(({ step }) => step !== 'Wait') : undefined;
  if (surplus === undefined) return false;
  terminateMember(fleet, group, surplus, 'the warm pool is larger than it should be');
  return true;
}
