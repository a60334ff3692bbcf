import { activityEvent } from '../events.ts';
import type { Place } from '../lifecycle-actions.ts';
import type { Fleet, Group, Member } from './model.ts';

/** Begins a phase of the member's life. */
export function move(
  fleet: Fleet,
  member: Member,
  phase: Member['phase'],
  origin: Place,
  destination: Place,
  cause: string,
): void {
  Object.assign(member, { phase, origin, destination, cause, step: undefined, startedAt: fleet.backend.state.now() });
}

/** Takes a member that no hook holds as far as its instance's state lets it. */
export function proceed(fleet: Fleet, group: Group, member: Member): void {
  if (member.waitsFor.size > 0) return;
  const { backend } = fleet;
  const state = backend.instance(member.instance)?.state ?? 'terminated';
  switch (member.phase) {
    case 'Pending':
      if (state === 'running') arrive(fleet, group, member, 'InService');
      return;
    case 'Warmed:Pending':
      if (state === 'stopped') arrive(fleet, group, member, 'Warmed:Stopped');
      else if (state === 'running' && group.warmPool?.state === 'Running')
        arrive(fleet, group, member, 'Warmed:Running');
      else if (state === 'running') backend.stop(member.instance);
      return;
    case 'Terminating':
    case 'Warmed:Terminating':
      return end(fleet, group, member, state);
    case 'InService':
    case 'Warmed:Stopped':
    case 'Warmed:Running':
      return;
  }
}

function arrive(fleet: Fleet, group: Group, member: Member, phase: Member['phase']): void {
  Object.assign(member, { phase, step: undefined });
  report(fleet, group, member, 'Launch');
}

function end(fleet: Fleet, group: Group, member: Member, state: string): void {
  if (state === 'terminated') {
    group.members.delete(member.instance);
    return report(fleet, group, member, 'Terminate');
  }
  if (member.destination === 'WarmPool' && group.warmPool !== undefined && state === 'running') {
    report(fleet, group, member, 'Terminate');
    move(fleet, member, 'Warmed:Pending', 'AutoScalingGroup', 'WarmPool', member.cause);
    return proceed(fleet, group, member);
  }
  if (state !== 'shutting-down') fleet.backend.terminate(member.instance);
}

export function report(
  fleet: Fleet,
  group: Group,
  member: Member,
  kind: 'Launch' | 'Terminate',
  failure?: string,
): void {
  const { instance, zone, subnetId, startedAt, cause, origin, destination } = member;
  const what = { kind, group: group.name, instance, zone, subnetId, startedAt, cause, origin, destination, failure };
  fleet.publish(activityEvent(fleet.backend.state, group.arn, what));
}
