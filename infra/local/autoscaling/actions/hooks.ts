import type { Params } from '../../ec2/http/params.ts';
import type { ActionReference, LifecycleResult } from '../lifecycle-actions.ts';
import type { Hook } from '../groups/model.ts';
import { type Actions, groupOf, invalid, members, need } from './action.ts';

const LAUNCHING = 'autoscaling:EC2_INSTANCE_LAUNCHING';
const TERMINATING = 'autoscaling:EC2_INSTANCE_TERMINATING';

/** The longest time in a wait state, in seconds. */
const GLOBAL_TIMEOUT = 172_800;

export const hookActions: Actions = {
  PutLifecycleHook: (fleet, params) => {
    const group = groupOf(fleet, params);
    const hook = readHook(params, group.hooks.get(params.text('LifecycleHookName') ?? ''));
    group.hooks.set(hook.name, hook);
    return {};
  },
  DeleteLifecycleHook: (fleet, params) => {
    const group = groupOf(fleet, params);
    const name = need(params, 'LifecycleHookName');
    if (!group.hooks.delete(name)) throw invalid('No Lifecycle Hook found');
    return {};
  },
  DescribeLifecycleHooks: (fleet, params) => {
    const group = groupOf(fleet, params);
    const names = members(params, 'LifecycleHookNames');
    const found = [...group.hooks.values()].filter(({ name }) => names.length === 0 || names.includes(name));
    return { LifecycleHooks: found.map((hook) => hookXml(group.name, hook)) };
  },
  CompleteLifecycleAction: (fleet, params) => {
    fleet.actions.complete(actionReference(params), resultOf(need(params, 'LifecycleActionResult')));
    return {};
  },
  RecordLifecycleActionHeartbeat: (fleet, params) => {
    fleet.actions.heartbeat(actionReference(params));
    return {};
  },
};

/** A hook as it is posted; what is left out stays as it is, or has its default. */
export function readHook(params: Params, now?: Hook): Hook {
  const transition = params.text('LifecycleTransition');
  if (transition !== undefined && transition !== LAUNCHING && transition !== TERMINATING) {
    throw invalid(`Lifecycle Transition is not valid: ${transition}`);
  }
  const kind = transition === undefined ? now?.kind : transition === LAUNCHING ? 'launch' : 'terminate';
  if (kind === undefined) throw invalid('Lifecycle Transition is required');
  const heartbeat = params.integer('HeartbeatTimeout') ?? now?.heartbeat ?? 3600;
  if (heartbeat < 30 || heartbeat > 7200) throw invalid('Heartbeat Timeout must be between 30 and 7200 seconds');
  return {
    name: need(params, 'LifecycleHookName'),
    kind,
    heartbeat,
    defaultResult: resultOf(params.text('DefaultResult') ?? now?.defaultResult ?? 'ABANDON'),
    notificationMetadata: params.text('NotificationMetadata') ?? now?.notificationMetadata,
  };
}

function hookXml(group: string, hook: Hook) {
  return {
    LifecycleHookName: hook.name,
    AutoScalingGroupName: group,
    LifecycleTransition: hook.kind === 'launch' ? LAUNCHING : TERMINATING,
    NotificationMetadata: hook.notificationMetadata,
    HeartbeatTimeout: hook.heartbeat,
    GlobalTimeout: Math.min(GLOBAL_TIMEOUT, 100 * hook.heartbeat),
    DefaultResult: hook.defaultResult,
  };
}

function actionReference(params: Params): ActionReference {
  return {
    group: need(params, 'AutoScalingGroupName'),
    hook: need(params, 'LifecycleHookName'),
    token: params.text('LifecycleActionToken'),
    instance: params.text('InstanceId'),
  };
}

function resultOf(text: string): LifecycleResult {
  if (text === 'CONTINUE' || text === 'ABANDON') return text;
  throw invalid(`${text} is no result`);
}
