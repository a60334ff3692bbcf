import type { State } from '../ec2/backend/state.ts';
import type { LifecycleAction } from './lifecycle-actions.ts';

/**
 * What EventBridge delivers.
 * https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-event-reference.html
 */
export interface AutoScalingEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: 'aws.autoscaling';
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** A launch or termination of an instance as its scaling activity shows it. */
export interface Activity {
  readonly kind: 'Launch' | 'Terminate';
  readonly group: string;
  readonly instance: string;
  readonly zone: string;
  readonly subnetId: string;
  readonly startedAt: number;
  readonly cause: string;
  readonly origin: string;
  readonly destination: string;
  /** Why it failed; undefined when it succeeded. */
  readonly failure?: string | undefined;
}

export function groupArn({ account, region }: State, id: string, group: string): string {
  return `arn:aws:autoscaling:${region}:${account}:autoScalingGroup:${id}:autoScalingGroupName/${group}`;
}

function envelope(state: State, id: string, type: string, arn: string, detail: object): AutoScalingEvent {
  const { account, region } = state;
  return {
    version: '0',
    id,
    'detail-type': type,
    source: 'aws.autoscaling',
    account,
    time: wireTime(state.now()),
    region,
    resources: [arn],
    detail: { ...detail },
  };
}

/** An instance enters the wait state. `more` overrides the detail. */
export function lifecycleEvent(state: State, action: LifecycleAction, more: object = {}): AutoScalingEvent {
  const { kind, instance, group, hook, token, notificationMetadata, origin, destination } = action;
  const detail = {
    LifecycleActionToken: token,
    AutoScalingGroupName: group,
    LifecycleHookName: hook,
    EC2InstanceId: instance,
    LifecycleTransition: `autoscaling:EC2_INSTANCE_${kind === 'launch' ? 'LAUNCHING' : 'TERMINATING'}`,
    ...(notificationMetadata === undefined ? {} : { NotificationMetadata: notificationMetadata }),
    Origin: origin,
    Destination: destination,
    ...more,
  };
  return envelope(state, token, `EC2 Instance-${kind} Lifecycle Action`, groupArn(state, token, group), detail);
}

/** `EC2 Instance Launch Successful` and its three like. */
export function activityEvent(state: State, arn: string, activity: Activity): AutoScalingEvent {
  const { kind, group, instance, failure, origin, destination } = activity;
  const id = state.ids.uuid('activity');
  const verb = kind === 'Launch' ? 'Launching a new' : 'Terminating';
  const detail = {
    AutoScalingGroupName: group,
    ActivityId: id,
    RequestId: id,
    EC2InstanceId: instance,
    StatusCode: failure === undefined ? 'InProgress' : 'Failed',
    StatusMessage: failure ?? '',
    Description: `${verb} EC2 instance: ${instance}`,
    Cause: activity.cause,
    StartTime: wireTime(activity.startedAt),
    EndTime: wireTime(state.now()),
    Details: { 'Availability Zone': activity.zone, 'Subnet ID': activity.subnetId },
    Origin: origin,
    Destination: destination,
  };
  const outcome = failure === undefined ? 'Successful' : 'Unsuccessful';
  return envelope(state, id, `EC2 Instance ${kind} ${outcome}`, arn, detail);
}

/** `EC2 Auto Scaling Instance Refresh Started` and its like. */
export function refreshEvent(
  state: State,
  { name, arn }: { readonly name: string; readonly arn: string },
  refreshId: string,
  what: 'Started' | 'Succeeded' | 'Cancelled',
): AutoScalingEvent {
  const detail = { InstanceRefreshId: refreshId, AutoScalingGroupName: name };
  return envelope(state, state.ids.uuid('event'), `EC2 Auto Scaling Instance Refresh ${what}`, arn, detail);
}

function wireTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
