/** A local Compute Engine on a loopback port, for the demo, the tests and the benchmark. */
export { startLocalGce } from './local-gce.ts';
export type { LocalGce, LocalGceOptions } from './local-gce.ts';
export { toCloudEvent } from './cloudevent.ts';
export type { CloudEventRequest } from './cloudevent.ts';
export type { AuditEntry } from './audit/entry.ts';
export * from './tutorial.ts';
export { GceWorld } from './backend/backend.ts';
export type { InstanceReference, InstanceSpec, Pace, RouteSpec, SubnetSpec } from './backend/specs.ts';
export type { Instance, MetadataItem, Network, Route, Subnet } from './backend/model.ts';
export type { Warning } from './backend/routes/warnings.ts';
