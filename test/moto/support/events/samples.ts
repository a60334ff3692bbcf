import { AWS_TUTORIAL } from '../../../../infra/local/aws.ts';
import { type EventBridgeEvent, stateChange } from './events.ts';

export const RULES = [
  'InstanceStateRule',
  'PodCidrTagRule',
  'LifecycleHookRule',
  'ResyncRequestRule',
  'RouteEditRule',
] as const;

interface Sample {
  readonly event: EventBridgeEvent;
  /** The rule that has to let it through; undefined: none may. */
  readonly rule: (typeof RULES)[number] | undefined;
}

const hook = (type: string): EventBridgeEvent => ({
  source: 'aws.autoscaling',
  'detail-type': type,
  detail: {
    LifecycleActionToken: '87654321-4321-4321-4321-210987654321',
    AutoScalingGroupName: 'workers',
    LifecycleHookName: 'podroutes-launch',
    EC2InstanceId: 'i-0123456789abcdef0',
    LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
  },
});

const user = { type: 'IAMUser', arn: 'arn:aws:iam::123456789012:user/eve' };

const role = (arn: string) => ({ type: 'AssumedRole', sessionContext: { sessionIssuer: { type: 'Role', arn } } });

const edit = (eventName: string, userIdentity: object, more: object = {}): EventBridgeEvent => ({
  source: 'aws.ec2',
  'detail-type': 'AWS API Call via CloudTrail',
  detail: { eventSource: 'ec2.amazonaws.com', eventName, userIdentity, ...more },
});

const tagChange = (detail: object): EventBridgeEvent => ({
  source: 'aws.tag',
  'detail-type': 'Tag Change on Resource',
  detail: { 'changed-tag-keys': ['pod-cidr'], service: 'ec2', 'resource-type': 'instance', version: 3, ...detail },
});

const resyncRequest = (detail: object) => ({ source: 'anybody', 'detail-type': 'Resync Requested', detail });

/** Events of one kind and another, and who has to take them. `ownRole`: the function's. */
export function samples(ownRole: string): Sample[] {
  const states = ['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated'];
  const someRole = role('arn:aws:iam::123456789012:role/admin');
  return [
    ...states.map((state) => ({
      event: stateChange('i-0123456789abcdef0', state),
      rule: 'InstanceStateRule' as const,
    })),
    { event: hook('EC2 Instance-launch Lifecycle Action'), rule: 'LifecycleHookRule' },
    { event: hook('EC2 Instance-terminate Lifecycle Action'), rule: 'LifecycleHookRule' },
    { event: tagChange({ tags: { 'pod-cidr': '10.200.0.0/24' } }), rule: 'PodCidrTagRule' },
    { event: tagChange({ 'changed-tag-keys': ['Name', 'pod-cidr'] }), rule: 'PodCidrTagRule' },
    { event: tagChange({ 'changed-tag-keys': ['Name'] }), rule: undefined },
    { event: tagChange({ 'resource-type': 'subnet' }), rule: undefined },
    { event: tagChange({ service: 's3' }), rule: undefined },
    { event: resyncRequest({}), rule: 'ResyncRequestRule' },
    { event: resyncRequest({ cluster: AWS_TUTORIAL.cluster }), rule: 'ResyncRequestRule' },
    { event: resyncRequest({ cluster: 'another' }), rule: undefined },
    { event: edit('CreateRoute', user), rule: 'RouteEditRule' },
    { event: edit('ReplaceRoute', someRole), rule: 'RouteEditRule' },
    { event: edit('DeleteRoute', someRole), rule: 'RouteEditRule' },
    // Our own edits, edits that failed, and what is none of our business.
    { event: edit('DeleteRoute', role(ownRole)), rule: undefined },
    { event: edit('DeleteRoute', someRole, { errorCode: 'Client.UnauthorizedOperation' }), rule: undefined },
    { event: edit('CreateRouteTable', someRole), rule: undefined },
    { event: hook('EC2 Instance Launch Successful'), rule: undefined },
    { event: { ...stateChange('i-0123456789abcdef0', 'running'), source: 'somebody.else' }, rule: undefined },
    {
      event: {
        source: 'aws.ec2',
        'detail-type': 'EC2 Spot Instance Interruption Warning',
        detail: { 'instance-id': 'i-0123456789abcdef0', 'instance-action': 'terminate' },
      },
      rule: undefined,
    },
    { event: { source: 'podroutes', 'detail-type': 'Pod Route Created', detail: {} }, rule: undefined },
  ];
}
