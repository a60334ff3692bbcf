import { activityEvent, lifecycleEvent } from '../events.ts';
import type { LifecycleAction, LifecycleResult, Place } from '../lifecycle-actions.ts';
import { launchInstance } from './launch.ts';
import { type Fleet, type Group, type Hook, isTerminating, type Member } from './model.ts';

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

function move(
  fleet: Fleet,
  member: Member,
  phase: Member['phase'],
  origin: Place,
  destination: Place,
  cause: string,
): void {
  Object.assign(member, { phase, origin, destination, cause, step: undefined, startedAt: fleet.backend.state.now() });
}

/** Holds the member in the hooks of a transition, all at once; without hooks it goes on. */
function enter(fleet: Fleet, group: Group, member: Member, kind: LifecycleAction['kind']): void {
  const hooks = [...group.hooks.values()].filter((hook) => hook.kind === kind);
  if (hooks.length === 0) return proceed(fleet, group, member);
  member.step = 'Wait';
  const actions = hooks.map((hook) => ({ hook, action: beginAction(fleet, group, member, hook) }));
  for (const { action } of actions) member.waitsFor.add(action);
  for (const { hook, action } of actions) {
    fleet.actions.watch(action, hook.heartbeat * 1000, (end) => {
      member.waitsFor.delete(action);
      answered(fleet, group, member, action, end === 'timed out' ? hook.defaultResult : end);
      fleet.onAnswer(group);
    });
    fleet.publish(lifecycleEvent(fleet.backend.state, action));
  }
}

function beginAction(fleet: Fleet, group: Group, member: Member, hook: Hook): LifecycleAction {
  const { origin, destination, instance } = member;
  const { kind, name, notificationMetadata } = hook;
  return fleet.actions.begin({
    kind,
    instance,
    group: group.name,
    hook: name,
    notificationMetadata,
    origin,
    destination,
  });
}

function answered(fleet: Fleet, group: Group, member: Member, action: LifecycleAction, result: LifecycleResult): void {
  if (action.kind === 'launch' && result === 'ABANDON') return abandon(fleet, group, member, action);
  if (member.waitsFor.size > 0) return;
  member.step = 'Proceed';
  proceed(fleet, group, member);
}

/** A launch that is abandoned ends the instance, without asking the hooks for terminations. */
function abandon(fleet: Fleet, group: Group, member: Member, action: LifecycleAction): void {
  for (const each of member.waitsFor) fleet.actions.cancel(each);
  member.waitsFor.clear();
  const how =
    action.state === 'timed out' ? 'Lifecycle Action timed out' : 'Lifecycle Action Completed with ABANDON Result';
  const failure = `Instance failed to complete user's Lifecycle Action: Lifecycle Action with token ${action.token} was abandoned: ${how}`;
  report(fleet, group, member, 'Launch', failure);
  move(fleet, member, 'Terminating', 'EC2', 'EC2', failure);
  member.step = 'Proceed';
  proceed(fleet, group, member);
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

function report(fleet: Fleet, group: Group, member: Member, kind: 'Launch' | 'Terminate', failure?: string): void {
  const { instance, zone, subnetId, startedAt, cause, origin, destination } = member;
  const what = { kind, group: group.name, instance, zone, subnetId, startedAt, cause, origin, destination, failure };
  fleet.publish(activityEvent(fleet.backend.state, group.arn, what));
}
