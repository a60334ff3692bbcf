/** Events as the clouds send them, to be spoilt. */

const HOME = { account: '123456789012', region: 'us-east-1', time: '2026-01-01T00:00:00Z', version: '0', id: '1' };

const hook = (kind: string) => ({
  ...HOME,
  source: 'aws.autoscaling',
  'detail-type': `EC2 Instance-${kind} Lifecycle Action`,
  detail: {
    LifecycleActionToken: '87654321-4321-4321-4321-210987654321',
    AutoScalingGroupName: 'workers',
    LifecycleHookName: 'podroutes-launch',
    EC2InstanceId: 'i-0123456789abcdef0',
    LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
    Destination: 'AutoScalingGroup',
  },
});

const change = (state: string) => ({
  ...HOME,
  source: 'aws.ec2',
  'detail-type': 'EC2 Instance State-change Notification',
  resources: ['arn:aws:ec2:us-east-1:123456789012:instance/i-0123456789abcdef0'],
  detail: { 'instance-id': 'i-0123456789abcdef0', state },
});

const edit = {
  ...HOME,
  source: 'aws.ec2',
  'detail-type': 'AWS API Call via CloudTrail',
  detail: {
    eventName: 'DeleteRoute',
    userIdentity: { arn: 'arn:aws:sts::123456789012:assumed-role/ops/somebody' },
    requestParameters: { routeTableId: 'rtb-0123456789abcdef0', destinationCidrBlock: '10.200.0.0/24' },
  },
};

const tagChange = {
  ...HOME,
  source: 'aws.tag',
  'detail-type': 'Tag Change on Resource',
  time: '2026-01-01T00:00:00Z',
  resources: ['arn:aws:ec2:us-east-1:123456789012:instance/i-0123456789abcdef0'],
  detail: {
    'changed-tag-keys': ['pod-cidr'],
    service: 'ec2',
    'resource-type': 'instance',
    version: 3,
    tags: { 'pod-cidr': '10.200.0.0/24' },
  },
};

export const AWS_EVENTS: readonly string[] = [
  ...['pending', 'running', 'stopped', 'terminated'].map(change),
  hook('launch'),
  hook('terminate'),
  edit,
  tagChange,
  { ...HOME, source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} },
  { ...HOME, source: 'aws.scheduler', 'detail-type': 'Scheduled Event', detail: '{}' },
  { ...HOME, source: 'ops', 'detail-type': 'Resync Requested', detail: {} },
  { action: 'resync', force: true },
  { action: 'plan' },
].map((event) => JSON.stringify(event));

const entry = (methodName: string, more: object = {}) => ({
  protoPayload: {
    serviceName: 'compute.googleapis.com',
    methodName,
    resourceName: 'projects/podroutes-local/zones/us-west1-c/instances/worker-0',
    status: {},
  },
  insertId: 'x',
  resource: { type: 'gce_instance', labels: { instance_id: '4803188210937210115', project_id: 'podroutes-local' } },
  operation: { id: 'operation-1', first: true, last: true },
  timestamp: '2026-01-01T00:00:00Z',
  ...more,
});

const published = (content: unknown) => ({
  message: { data: Buffer.from(JSON.stringify(content)).toString('base64'), messageId: '1' },
  subscription: 'projects/p/subscriptions/s',
});

const AUDIT = 'google.cloud.audit.log.v1.written';
const PUBSUB = 'google.cloud.pubsub.topic.v1.messagePublished';
const structured = (type: string, data: unknown) => ({ specversion: '1.0', id: '1', source: '//x', type, data });

export const GCP_BODIES: readonly string[] = [
  entry('v1.compute.instances.insert'),
  entry('beta.compute.instances.delete'),
  entry('v1.compute.instances.delete', { operation: { first: true } }),
  entry('v1.compute.regionInstances.bulkInsert'),
  published(entry('compute.instances.preempted')),
  published({ action: 'resync', force: true }),
  structured(AUDIT, entry('v1.compute.instances.delete')),
  structured(PUBSUB, published(entry('compute.instances.hostError'))),
  { action: 'resync', force: true },
  { action: 'plan' },
].map((body) => JSON.stringify(body));

export const GCP_TYPES: readonly string[] = [AUDIT, PUBSUB];
