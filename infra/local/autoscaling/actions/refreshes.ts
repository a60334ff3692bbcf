import { requireTemplate, versionIn } from '../../ec2/backend/instances/launch-templates.ts';
import { Ec2Error } from '../../ec2/errors.ts';
import type { Params } from '../../ec2/http/params.ts';
import { converge } from '../groups/converge.ts';
import type { Refresh } from '../groups/model.ts';
import { endRefresh, type RefreshOptions, runningRefresh, startRefresh } from '../groups/refresh.ts';
import { type Actions, groupOf, invalid, members } from './action.ts';
import { needTemplate } from './templates.ts';

export const refreshActions: Actions = {
  StartInstanceRefresh: (fleet, params) => {
    const group = groupOf(fleet, params);
    if (runningRefresh(group) !== undefined) {
      throw new Ec2Error(
        'InstanceRefreshInProgress',
        'An Instance Refresh is already in progress and blocks the execution of this Instance Refresh.',
      );
    }
    const options = readOptions(params.within('Preferences'));
    group.template = needTemplate(fleet, params.within('DesiredConfiguration'), group.template);
    const { number } = versionIn(requireTemplate(fleet.backend.state, group.template), group.template.version);
    const { id } = startRefresh(fleet, group, options, number);
    converge(fleet, group);
    return { InstanceRefreshId: id };
  },
  CancelInstanceRefresh: (fleet, params) => {
    const group = groupOf(fleet, params);
    const refresh = runningRefresh(group);
    if (refresh === undefined)
      throw new Ec2Error('ActiveInstanceRefreshNotFound', 'No in progress or pending Instance Refresh found.');
    endRefresh(fleet, group, refresh, 'Cancelled');
    converge(fleet, group);
    return { InstanceRefreshId: refresh.id };
  },
  DescribeInstanceRefreshes: (fleet, params) => {
    const group = groupOf(fleet, params);
    const ids = members(params, 'InstanceRefreshIds');
    const found = group.refreshes.filter(({ id }) => ids.length === 0 || ids.includes(id));
    return { InstanceRefreshes: found.map((refresh) => refreshXml(group.name, refresh)) };
  },
};

function readOptions(preferences: Params): RefreshOptions {
  const minHealthy = preferences.integer('MinHealthyPercentage') ?? 90;
  const maxHealthy = preferences.integer('MaxHealthyPercentage') ?? 100;
  if (minHealthy < 0 || minHealthy > 100 || maxHealthy < 100 || maxHealthy > 200 || maxHealthy - minHealthy > 100) {
    throw invalid('The percentages must be 0 to 100 and 100 to 200, and differ by no more than 100.');
  }
  return { minHealthy, maxHealthy, skipsMatching: preferences.flag('SkipMatching') ?? false };
}

function refreshXml(group: string, refresh: Refresh) {
  const left = refresh.old.size;
  const percentage = refresh.total === 0 ? 100 : Math.floor((100 * (refresh.total - left)) / refresh.total);
  return {
    InstanceRefreshId: refresh.id,
    AutoScalingGroupName: group,
    Status: refresh.status,
    StartTime: new Date(refresh.startedAt),
    EndTime: refresh.endedAt === undefined ? undefined : new Date(refresh.endedAt),
    PercentageComplete: percentage,
    InstancesToUpdate: left,
    Preferences: {
      MinHealthyPercentage: refresh.minHealthy,
      MaxHealthyPercentage: refresh.maxHealthy,
      SkipMatching: refresh.skipsMatching,
      InstanceWarmup: 0,
    },
  };
}
