import { activityEvent } from '../events.ts';
import type { Place } from '../lifecycle-actions.ts';
import { enter } from './hold.ts';
import { launchInstance } from './launch.ts';
import { type Fleet, type Group, isTerminating, type Member } from './model.ts';
import { move } from './progress.ts';

/** Launches a member into the group or its warm pool. False: EC2 refused, and nothing came of it. */
export function launchMember(fleet: Fleet, group: Group, destination: Place, cause: string): boolean {
  const startedAt = fleet.backend.state.now();
  try {
    const { instance, ...rest } = launchInstance(fleet, group);
    const member: Member = {
      ...rest,
      instance: instance.id,
      instanceType: instance.instanceType,
      phase: destination === 'WarmPool' ? 'Warmed:Pending' : 'Pending',
      step: undefined,
      waitsFor: new Set(),
      isHealthy: true,
      isProtected: group.protectsNew,
      origin: 'EC2',
      destination,
      startedAt,
      cause,
    };
    group.members.set(instance.id, member);
    enter(fleet, group, member, 'launch');
    return true;
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    const [subnetId = ''] = group.subnetIds;
    const what = { group: group.name, instance: '', zone: '', subnetId, startedAt, cause, failure };
    const activity = { ...what, kind: 'Launch', origin: 'EC2', destination } as const;
    fleet.publish(activityEvent(fleet.backend.state, group.arn, activity));
    return false;
  }
}

/** Starts an instance of the warm pool and brings it into the group. */
export function takeFromPool(fleet: Fleet, group: Group, member: Member, cause: string): void {
  const wasStopped = member.phase === 'Warmed:Stopped';
  move(fleet, member, 'Pending', 'WarmPool', 'AutoScalingGroup', cause);
  if (wasStopped) fleet.backend.start(member.instance);
  enter(fleet, group, member, 'launch');
}

/** Takes a member out: to the warm pool if `isReused`, else it ends. */
export function terminateMember(fleet: Fleet, group: Group, member: Member, cause: string, isReused = false): void {
  if (isTerminating(member)) return;
  for (const action of member.waitsFor) fleet.actions.cancel(action);
  member.waitsFor.clear();
  const isFromPool = member.phase.startsWith('Warmed:');
  const [phase, origin] = isFromPool
    ? (['Warmed:Terminating', 'WarmPool'] as const)
    : (['Terminating', 'AutoScalingGroup'] as const);
  move(fleet, member, phase, origin, isReused ? 'WarmPool' : 'EC2', cause);
  enter(fleet, group, member, 'terminate');
}
