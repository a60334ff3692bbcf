/** A local Compute Engine on a loopback port, for the demo, the tests and the benchmark. */
export { startLocalGce } from './start.ts';
export type { LocalGce, LocalGceOptions } from './start.ts';
export { toCloudEvent } from './cloudevent.ts';
export type { CloudEventRequest } from './cloudevent.ts';
export type { AuditEntry } from './audit/entry.ts';
export * from './lab.ts';
export { GceWorld } from './world/world.ts';
export type { InstanceReference, InstanceSpec, Pace, RouteSpec, SubnetSpec } from './world/specs.ts';
export type { Instance, MetadataItem, Network, Route, Subnet } from './world/types.ts';
export type { Warning } from './world/warnings.ts';
