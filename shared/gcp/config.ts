import type { Cluster } from '../reconcile/model/instance.ts';
import { readCluster, SettingsReader, type SettingsSource } from '../reconcile/settings.ts';

export interface GcpConfig {
  readonly cluster: Cluster;
  /** Project of the instances. */
  readonly project: string;
  readonly network: string;
  /** Project of the network and so of its routes; another one with Shared VPC. */
  readonly networkProject: string;
  /** How many static routes the network may hold, where that is known. */
  readonly routeQuota?: number;
  /** A local Compute Engine: plain http on loopback, no credentials. */
  readonly endpoint?: URL;
}

/** RFC 1035, for networks; project ids have the same form, but for old `domain.com:name` ones. */
const NAME = /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;
const PROJECT = /^([a-z0-9.-]+:)?[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

function readEndpoint(reader: SettingsReader): URL | undefined {
  const name = 'COMPUTE_API_ENDPOINT';
  const value = reader.optional(name);
  if (value === undefined) return undefined;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  // Requests to it carry no credentials.
  if (url !== undefined && url.protocol === 'http:' && LOOPBACK.has(url.hostname)) return url;
  reader.addMistake(name, `is "${value}"; it should be a loopback address like http://127.0.0.1:5600`);
  return undefined;
}

/** Reads the settings for GCP. Throws one SettingsError that names every mistake. */
export function readGcpConfig(source: SettingsSource): GcpConfig {
  const reader = new SettingsReader(source);
  const cluster = readCluster(reader);
  const project = reader.required('GOOGLE_CLOUD_PROJECT', 'my-project-123');
  reader.requirePattern('GOOGLE_CLOUD_PROJECT', project, PROJECT, 'my-project-123');
  const network = reader.optional('NETWORK') ?? cluster.name;
  const subject = reader.optional('NETWORK') === undefined ? 'NETWORK (by default CLUSTER_NAME)' : 'NETWORK';
  reader.requirePattern(subject, network, NAME, 'kubernetes-the-hard-way');
  const networkProject = reader.optional('NETWORK_PROJECT') ?? project;
  if (networkProject !== project) reader.requirePattern('NETWORK_PROJECT', networkProject, PROJECT, 'my-host-project');
  const quota = reader.optional('ROUTE_QUOTA');
  reader.requirePattern('ROUTE_QUOTA', quota ?? '', /^[1-9]\d{0,4}$/, '200');
  const endpoint = readEndpoint(reader);
  reader.throwIfInvalid();
  const routeQuota = quota === undefined ? {} : { routeQuota: Number(quota) };
  return { cluster, project, network, networkProject, ...routeQuota, ...(endpoint === undefined ? {} : { endpoint }) };
}
