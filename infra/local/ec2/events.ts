import type { InstanceState } from './backend/model.ts';
import type { State, StateChange, TagChange } from './backend/state.ts';

/** What EventBridge delivers when an instance changes its state. The detail has these two fields and no more. */
export interface StateChangeEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': 'EC2 Instance State-change Notification';
  readonly source: 'aws.ec2';
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: { readonly 'instance-id': string; readonly state: InstanceState };
}

export type EventListener = (event: StateChangeEvent) => void;

/**
 * What EventBridge delivers when the tags of a resource change.
 * https://docs.aws.amazon.com/tag-editor/latest/userguide/monitor-tag-changes.html
 */
export interface TagChangeEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': 'Tag Change on Resource';
  readonly source: 'aws.tag';
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: {
    readonly 'changed-tag-keys': readonly string[];
    readonly service: 'ec2';
    readonly 'resource-type': string;
    readonly version: number;
    readonly tags: Readonly<Record<string, string>>;
  };
}

export type TagListener = (event: TagChangeEvent) => void;

export function stateChangeEvent(state: State, change: StateChange): StateChangeEvent {
  return {
    ...envelope(state, `instance/${change.instanceId}`),
    'detail-type': 'EC2 Instance State-change Notification',
    source: 'aws.ec2',
    detail: { 'instance-id': change.instanceId, state: change.state },
  };
}

export function tagChangeEvent(state: State, change: TagChange): TagChangeEvent {
  const version = (state.tagVersions.get(change.resourceId) ?? 0) + 1;
  state.tagVersions.set(change.resourceId, version);
  return {
    ...envelope(state, `${change.resourceType}/${change.resourceId}`),
    'detail-type': 'Tag Change on Resource',
    source: 'aws.tag',
    detail: {
      'changed-tag-keys': change.keys,
      service: 'ec2',
      'resource-type': change.resourceType,
      version,
      tags: Object.fromEntries(change.tags),
    },
  };
}

function envelope(state: State, resource: string) {
  const { account, region } = state;
  return {
    version: '0',
    id: state.ids.uuid('event'),
    account,
    time: new Date(state.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [`arn:aws:ec2:${region}:${account}:${resource}`],
  } as const;
}
