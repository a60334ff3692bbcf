import { refreshEvent } from '../events.ts';
import { terminateMember } from './members.ts';
import { activeMembers, type Fleet, type Group, type Refresh } from './model.ts';

export const runningRefresh = (group: Group): Refresh | undefined =>
  group.refreshes.find(({ status }) => status === 'InProgress');

/** How many instances more than desired there are while new ones come before the old ones go. */
export function refreshSurge(group: Group): number {
  const refresh = runningRefresh(group);
  if (refresh === undefined || refresh.maxHealthy <= 100) return 0;
  const surge = Math.max(1, Math.floor((group.desired * (refresh.maxHealthy - 100)) / 100));
  return Math.min(surge, activeMembers(group).filter(({ instance }) => refresh.old.has(instance)).length);
}

export interface RefreshOptions {
  readonly minHealthy: number;
  readonly maxHealthy: number;
  readonly skipsMatching: boolean;
}

/** Replaces all members, or those that were not launched from `version` of the template. */
export function startRefresh(fleet: Fleet, group: Group, options: RefreshOptions, version: number): Refresh {
  const members = activeMembers(group).filter(({ template }) => !options.skipsMatching || template.version !== version);
  const { state } = fleet.backend;
  const refresh: Refresh = {
    ...options,
    id: state.ids.uuid('refresh'),
    status: 'InProgress',
    startedAt: state.now(),
    endedAt: undefined,
    old: new Set(members.map(({ instance }) => instance)),
    total: members.length,
  };
  group.refreshes.unshift(refresh);
  fleet.publish(refreshEvent(state, group, refresh.id, 'Started'));
  return refresh;
}

export function endRefresh(fleet: Fleet, group: Group, refresh: Refresh, status: 'Successful' | 'Cancelled'): void {
  const { state } = fleet.backend;
  Object.assign(refresh, { status, endedAt: state.now() });
  fleet.publish(refreshEvent(state, group, refresh.id, status === 'Successful' ? 'Succeeded' : status));
}

/** Terminates an old member, if enough others are in service. */
export function stepRefresh(fleet: Fleet, group: Group): boolean {
  const refresh = runningRefresh(group);
  if (refresh === undefined) return false;
  for (const instance of refresh.old) if (!group.members.has(instance)) refresh.old.delete(instance);
  const active = activeMembers(group);
  const inService = active.filter(({ phase }) => phase === 'InService').length;
  const old = active.find(({ instance }) => refresh.old.has(instance));
  if (old === undefined) {
    if (refresh.old.size === 0 && inService === group.desired) endRefresh(fleet, group, refresh, 'Successful');
    return false;
  }
  const wanted = Math.ceil((group.desired * refresh.minHealthy) / 100);
  // Where neither more nor fewer are allowed, one goes nevertheless.
  const least = refresh.maxHealthy > 100 ? wanted : Math.min(wanted, group.desired - 1);
  if (old.phase === 'InService' && inService <= least) return false;
  terminateMember(fleet, group, old, 'an instance was taken out of service in response to an instance refresh');
  return true;
}
