import { describe, expect, it } from 'vitest';
import { makeEventParser } from '../../../../functions/aws/events/parse-event.ts';
import { readableCidrs } from '../../../../shared/reconcile/model/ranges/cidr.ts';

const parse = makeEventParser({
  clusterCidrs: readableCidrs(['10.200.0.0/16']),
  routeTableIds: [],
  isOwnStatement: (_node, value) => value === '10.200.9.0/24',
});

const TIME = '2026-01-31T12:00:00Z';
const INSTANCE = 'i-0123456789abcdef0';
const SECRET = 'hunter2';

const event = (source: string, type: string, detail: unknown, more: object = {}) => ({
  version: '0',
  source,
  'detail-type': type,
  time: TIME,
  detail,
  ...more,
});

const stateChange = (detail: unknown, more: object = {}) =>
  event('aws.ec2', 'EC2 Instance State-change Notification', detail, more);

const ACTION = { EC2InstanceId: INSTANCE, AutoScalingGroupName: 'workers', LifecycleHookName: 'podroutes' };

const launch = (detail: object, more: object = {}) =>
  event('aws.autoscaling', 'EC2 Instance-launch Lifecycle Action', { ...ACTION, ...detail }, more);

const CALL = { eventName: 'DeleteRoute', userIdentity: { arn: 'arn:aws:iam::123456789012:user/ops' } };

const apiCall = (detail: object) => event('aws.ec2', 'AWS API Call via CloudTrail', { ...CALL, ...detail });

const TAG_CHANGE = { 'changed-tag-keys': ['pod-cidr'], service: 'ec2', 'resource-type': 'instance', version: 3 };

const tagChange = (detail: object, resource: unknown = `arn:aws:ec2:us-east-1:123456789012:instance/${INSTANCE}`) =>
  event('aws.tag', 'Tag Change on Resource', { ...TAG_CHANGE, ...detail }, { resources: [resource] });

const tagged = (value: string) => tagChange({ tags: { Name: 'worker-0', 'pod-cidr': value } });

describe('what an event means', () => {
  const RESYNC = { kind: 'resync', force: false };
  const hint = (state: string) => ({ kind: 'hint', hint: { instanceId: INSTANCE, state } });
  const hook = (state: string) => ({ kind: 'hook', hint: { instanceId: INSTANCE, state }, hook: { group: 'workers' } });
  const ignored = (reason: RegExp) => ({ kind: 'ignored', reason: expect.stringMatching(reason) });
  const state = (value: string) => stateChange({ 'instance-id': INSTANCE, state: value });
  const terminate = (detail: object) =>
    event('aws.autoscaling', 'EC2 Instance-terminate Lifecycle Action', { ...ACTION, ...detail });
  const ofGroup = (type: string) => event('aws.autoscaling', type, ACTION);
  const spotWarning = (action: string) =>
    event('aws.ec2', 'EC2 Spot Instance Interruption Warning', { 'instance-id': INSTANCE, 'instance-action': action });

  it.each<[string, object, object]>([
    ['a schedule of EventBridge', event('aws.events', 'Scheduled Event', {}), RESYNC],
    ['one of EventBridge Scheduler', event('aws.scheduler', 'Scheduled Event', '{}'), RESYNC],
    ['a resync on request', event('ops', 'Resync Requested', {}), RESYNC],
    ['a boot', state('pending'), hint('booting')],
    ['a start', state(' Running '), hint('running')],
    ['an end', state('shutting-down'), hint('deleted')],
    // Hibernation tells the same.
    ['a stop', state('stopping'), ignored(/a stopped node keeps its routes/)],
    ['a state to come', state('resting'), ignored(/says nothing about routes/)],
    ['a launch hook', launch({}), hook('booting')],
    ['a launch hook out of a warm pool', launch({ Origin: 'WarmPool' }), hook('booting')],
    ['a terminate hook', terminate({}), hook('deleted')],
    ['a terminate hook into a warm pool', terminate({ Destination: 'WarmPool' }), hook('stopped')],
    ['a Spot warning of an end', spotWarning('terminate'), ignored(/^a Spot warning/)],
    ['a Spot warning of a stop', spotWarning('stop'), ignored(/^a Spot warning/)],
    ['a Spot warning of hibernation', spotWarning('hibernate'), ignored(/^a Spot warning/)],
    [
      'a recommendation to rebalance',
      event('aws.ec2', 'EC2 Instance Rebalance Recommendation', { 'instance-id': INSTANCE }),
      ignored(/^a Spot warning/),
    ],
    ['a refresh that started', ofGroup('EC2 Auto Scaling Instance Refresh Started'), ignored(/unknown kind/)],
    ['a refresh that ended', ofGroup('EC2 Auto Scaling Instance Refresh Succeeded'), ignored(/unknown kind/)],
    ['a group’s launch', ofGroup('EC2 Instance Launch Successful'), ignored(/unknown kind/)],
    ['a group’s launch that failed', ofGroup('EC2 Instance Launch Unsuccessful'), ignored(/unknown kind/)],
    ['a group’s termination', ofGroup('EC2 Instance Terminate Successful'), ignored(/unknown kind/)],
    ['a range that somebody states', tagged('10.200.0.0/24'), hint('unknown')],
    ['a range that somebody asks for', tagged('auto'), hint('unknown')],
    ['a range that somebody takes back', tagChange({ tags: {} }), hint('unknown')],
    ['a tag beside others', tagChange({ 'changed-tag-keys': ['Name', 'pod-cidr'] }), hint('unknown')],
    ['a range that the function told itself', tagged('10.200.9.0/24'), ignored(/was told its range by this function/)],
    ['another tag', tagChange({ 'changed-tag-keys': ['Name'] }), ignored(/a tag that says nothing/)],
    ['the tag of something else', tagChange({ 'resource-type': 'subnet' }), ignored(/a tag that says nothing/)],
    ['the tag of another service', tagChange({ service: 's3' }), ignored(/a tag that says nothing/)],
    [
      'a call to run instances that was refused',
      apiCall({ eventName: 'RunInstances', errorCode: 'Server.InsufficientInstanceCapacity', requestParameters: null }),
      ignored(/edits no route/),
    ],
    [
      'an edit that was refused',
      apiCall({ errorCode: 'Client.UnauthorizedOperation', requestParameters: null }),
      ignored(/failed/),
    ],
  ])('%s', (_, payload, meaning) => {
    expect(parse(payload)).toMatchObject(meaning);
  });
});

describe('a warning names the field and what was expected, never what it holds', () => {
  const edit = (parameters: object) => apiCall({ requestParameters: parameters });
  const NEITHER = 'neither an EventBridge event nor a manual payload';
  const MANUAL = 'not {"action":"resync"|"plan","force":true|false}';

  it.each([
    [{ source: SECRET }, `${NEITHER}: detail-type is missing`],
    [event('x', SECRET, {}, { source: [SECRET] }), `${NEITHER}: source is not a string`],
    [event('x', SECRET, {}, { 'detail-type': { SECRET } }), `${NEITHER}: detail-type is not a string`],
    [event('x', SECRET, {}, { account: 7 }), `${NEITHER}: account is not a string`],
    [event('x', SECRET, {}, { region: null }), `${NEITHER}: region is not a string`],
    [SECRET, `${NEITHER}: the payload is not an object`],
    [undefined, `${NEITHER}: the payload is not an object`],
    [stateChange(undefined), 'state change: detail is missing'],
    [stateChange(SECRET), 'state change: detail is not an object'],
    [
      stateChange({ 'instance-id': SECRET }, { time: SECRET }),
      'state change: time is not a date, detail.instance-id is not an instance id, detail.state is missing',
    ],
    [stateChange({ 'instance-id': INSTANCE, state: [SECRET] }), 'state change: detail.state is not a string'],
    [
      stateChange({ state: 'running' }, { time: undefined }),
      'state change: time is missing, detail.instance-id is missing',
    ],
    [launch({ EC2InstanceId: SECRET }), 'lifecycle action: detail.EC2InstanceId is not an instance id'],
    [launch({}, { time: 1 }), 'lifecycle action: time is not a string'],
    [launch({ AutoScalingGroupName: '' }), 'lifecycle action: detail.AutoScalingGroupName is empty'],
    [
      launch({ LifecycleHookName: SECRET.repeat(99) }),
      'lifecycle action: detail.LifecycleHookName is longer than 255 characters',
    ],
    [launch({ LifecycleActionToken: 7 }), 'lifecycle action: detail.LifecycleActionToken is not a string'],
    [launch({ Destination: null }), 'lifecycle action: detail.Destination is not a string'],
    [tagChange({}, SECRET), 'tag change: resources.0 is no instance'],
    [tagChange({}, `arn:aws:ec2:us-east-1:1:instance/${SECRET}`), 'tag change: resources.0 is no instance'],
    [event('aws.tag', 'Tag Change on Resource', TAG_CHANGE), 'tag change: resources is missing'],
    [event('aws.tag', 'Tag Change on Resource', TAG_CHANGE, { resources: [] }), 'tag change: resources is empty'],
    [tagChange({ 'changed-tag-keys': SECRET }), 'tag change: detail.changed-tag-keys is not a list'],
    [tagChange({ tags: { 'pod-cidr': 7 } }), 'tag change: detail.tags.pod-cidr is not a string'],
    [apiCall({ eventName: undefined }), 'API call: detail.eventName is missing'],
    [apiCall({ errorCode: 403 }), 'API call: detail.errorCode is not a string'],
    [apiCall({ userIdentity: SECRET }), 'API call: detail.userIdentity is not an object'],
    [apiCall({ userIdentity: { arn: 7 } }), 'API call: detail.userIdentity.arn is not a string'],
    [apiCall({ requestParameters: SECRET }), 'API call: detail.requestParameters is not an object'],
    [edit({ routeTableId: [SECRET] }), 'API call: detail.requestParameters.routeTableId is not a string'],
    [edit({ destinationCidrBlock: 7 }), 'API call: detail.requestParameters.destinationCidrBlock is not a string'],
    [
      edit({ destinationIpv6CidrBlock: 7 }),
      'API call: detail.requestParameters.destinationIpv6CidrBlock is not a string',
    ],
    [{ action: SECRET }, `${MANUAL}: action is not resync or plan`],
    [{ action: undefined }, `${MANUAL}: action is missing`],
    [{ action: 'plan', force: SECRET }, `${MANUAL}: force is not true or false`],
    [{ action: 'plan', [SECRET]: 1 }, `${MANUAL}: the payload has a field that does not belong there`],
  ])('%j', (payload, reason) => {
    const parsed = parse(payload);
    expect(parsed).toEqual({ kind: 'malformed', reason });
    expect(JSON.stringify(parsed)).not.toContain(SECRET);
  });
});
