import { createHash } from 'node:crypto';

/** An instance in the wait state of a lifecycle hook, until it is completed or times out. */
export interface LifecycleAction {
  readonly kind: 'launch' | 'terminate';
  readonly instance: string;
  readonly group: string;
  readonly hook: string;
  readonly token: string;
  state: 'waiting' | 'CONTINUE' | 'ABANDON' | 'timed out';
}

/** What EventBridge delivers when an instance enters the wait state. */
export function lifecycleEvent({ kind, instance, group, hook, token }: LifecycleAction, more: object = {}) {
  return {
    version: '0',
    id: token,
    'detail-type': `EC2 Instance-${kind} Lifecycle Action`,
    source: 'aws.autoscaling',
    account: '123456789012',
    time: new Date().toISOString(),
    region: 'us-east-1',
    resources: [`arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:${token}:autoScalingGroupName/${group}`],
    detail: {
      LifecycleActionToken: token,
      AutoScalingGroupName: group,
      LifecycleHookName: hook,
      EC2InstanceId: instance,
      LifecycleTransition: `autoscaling:EC2_INSTANCE_${kind === 'launch' ? 'LAUNCHING' : 'TERMINATING'}`,
      Origin: kind === 'launch' ? 'EC2' : 'AutoScalingGroup',
      Destination: kind === 'launch' ? 'AutoScalingGroup' : 'EC2',
      ...more,
    },
  };
}

export function tokenFor(count: number): string {
  const hex = createHash('sha256').update(`lifecycle ${count}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
