import { lifecycleEvent } from '../events.ts';
import type { LifecycleAction, LifecycleResult } from '../lifecycle-actions.ts';
import type { Fleet, Group, Hook, Member } from './model.ts';
import { move, proceed, report } from './progress.ts';

/** Holds the member in the hooks of a transition, all at once; without hooks it goes on. */
export function enter(fleet: Fleet, group: Group, member: Member, kind: LifecycleAction['kind']): void {
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
