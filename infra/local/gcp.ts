/** The local GCP: a Compute Engine with the services that a deployment needs, and the delivery of its events to a function. */
export { LocalEventarc } from './deliver/eventarc.ts';
export type { AuditEntry } from './gce/audit/entry.ts';
export type { GceBackend } from './gce/backend/backend.ts';
export type { Instance, MetadataItem, Network, Route, Subnet } from './gce/backend/model.ts';
export type { Warning } from './gce/backend/routes/warnings.ts';
export type { InstanceReference, InstanceSpec, Pace, RouteSpec, SubnetSpec } from './gce/backend/specs.ts';
export { type CloudEventRequest, toCloudEvent } from './gce/cloudevent.ts';
export { computeActions } from './gce/actions/index.ts';
export { ApiError } from './gce/errors.ts';
export { type LocalGce, type LocalGceOptions, startLocalGce } from './gce/local-gce.ts';
export * from './gce/tutorial.ts';
export { startInstanceMetadata } from './instance-metadata/gcp.ts';
export { assumeGceVariants, gceVariants, type GceVariants, parseGceVariants } from './gce/variants.ts';
