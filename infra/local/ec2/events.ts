import type { InstanceState } from './backend/model.ts';
import type { State, StateChange } from './backend/state.ts';

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

export function stateChangeEvent(state: State, change: StateChange): StateChangeEvent {
  const { account, region } = state;
  return {
    version: '0',
    id: state.ids.uuid('event'),
    'detail-type': 'EC2 Instance State-change Notification',
    source: 'aws.ec2',
    account,
    time: new Date(state.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: [`arn:aws:ec2:${region}:${account}:instance/${change.instanceId}`],
    detail: { 'instance-id': change.instanceId, state: change.state },
  };
}
