import type { ApiCall } from '../../http/api-call.ts';
import { linkTo, nameOf, scopeOf } from '../../links.ts';
import type { Json } from '../../query/json.ts';
import { resourceTime } from '../../time.ts';
import { instancePath } from '../../backend/groups/group-managers.ts';
import type { InstanceGroupManager, ManagedInstance } from '../../backend/groups/model.ts';

const ACTIONS = ['none', 'creating', 'recreating', 'deleting', 'abandoning', 'refreshing', 'restarting', 'verifying'];

export function managerJson(manager: InstanceGroupManager, call: ApiCall): Json {
  const { path, members } = manager;
  const now = members.map((member) => actionOf(call, manager, member).toLowerCase());
  const counts = ACTIONS.map((action) => [action, now.filter((each) => each === action).length]);
  const instanceTemplate = linkTo(manager.template);
  return {
    ...manager.extra,
    kind: 'compute#instanceGroupManager',
    id: manager.id,
    creationTimestamp: resourceTime(manager.created),
    name: nameOf(path),
    description: manager.description,
    zone: linkTo(scopeOf(path)),
    instanceTemplate,
    versions: [{ instanceTemplate, targetSize: { calculated: manager.targetSize } }],
    instanceGroup: linkTo(`${scopeOf(path)}/instanceGroups/${nameOf(path)}`),
    baseInstanceName: manager.baseName,
    fingerprint: manager.fingerprint,
    targetSize: manager.targetSize,
    currentActions: Object.fromEntries(counts),
    status: { isStable: now.every((action) => action === 'none'), versionTarget: { isReached: true } },
    selfLink: linkTo(path),
  };
}

export function managedJson(call: ApiCall, manager: InstanceGroupManager, member: ManagedInstance): Json {
  const path = instancePath(manager, member.name);
  const instance = call.service.state.instances.get(path);
  const { error } = member;
  return {
    name: member.name,
    instance: linkTo(path),
    ...(instance === undefined ? {} : { id: instance.id, instanceStatus: instance.status }),
    currentAction: actionOf(call, manager, member),
    version: { instanceTemplate: linkTo(manager.template) },
    ...(error === undefined ? {} : { lastAttempt: { errors: { errors: [error] } } }),
  };
}

function actionOf(call: ApiCall, manager: InstanceGroupManager, member: ManagedInstance): string {
  const { state, operations } = call.service;
  const path = instancePath(manager, member.name);
  if (member.goal === 'gone') return 'DELETING';
  const verb = operations.underWayOn(path)?.mutation.action;
  const isThere = state.instances.get(path) !== undefined;
  if (isThere && verb !== 'instances.insert' && verb !== 'instances.delete') return 'NONE';
  return member.recreation === 'none' ? 'CREATING' : 'RECREATING';
}
