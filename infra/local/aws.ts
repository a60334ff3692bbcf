/** The local AWS: an EC2 with the services that a deployment needs, and the delivery of its events to a function. */
export { LocalAutoScaling } from './autoscaling/index.ts';
export { functionArn, recordCloudTrail, routeEditEvent } from './deliver/cloudtrail.ts';
export { LocalQueue, type QueueOptions, type QueueTimes } from './deliver/queue.ts';
export type { BatchFunction } from './deliver/sqs-batch.ts';
export type { Ec2Backend, InstanceInput } from './ec2/backend/backend.ts';
export type { AclEntry, Instance, InstanceState, NetworkInterface, Permission } from './ec2/backend/model.ts';
export type { ForeignRoute } from './ec2/backend/routes/foreign.ts';
export type { RouteView } from './ec2/backend/routes/model.ts';
export type { EventListener, StateChangeEvent, TagChangeEvent } from './ec2/events.ts';
export { type LocalEc2, type LocalEc2Options, startLocalEc2 } from './ec2/local-ec2.ts';
export { type Ec2Variants, environmentVariants } from './ec2/variants.ts';
export { useRealThrottling } from './ec2/api-throttling.ts';
export * from './ec2/tutorial.ts';
export { startInstanceMetadata } from './instance-metadata/aws.ts';
export { LocalEventBus } from './event-bus/index.ts';
