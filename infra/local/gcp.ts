/** The local GCP: a Compute Engine with what a deployment stands beside it, and the way by which its events reach a function. */
export { LocalEventarc } from './deliver/eventarc.ts';
export type { AuditEntry } from './gce/audit/entry.ts';
export type { GceWorld } from './gce/backend/backend.ts';
export type { Instance, MetadataItem, Network, Route, Subnet } from './gce/backend/model.ts';
export type { Warning } from './gce/backend/routes/warnings.ts';
export type { InstanceReference, InstanceSpec, Pace, RouteSpec, SubnetSpec } from './gce/backend/specs.ts';
export { type CloudEventRequest, toCloudEvent } from './gce/cloudevent.ts';
export { ApiError } from './gce/errors.ts';
export { type LocalGce, type LocalGceOptions, startLocalGce } from './gce/local-gce.ts';
export * from './gce/tutorial.ts';
