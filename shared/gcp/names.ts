import { type Cidr, familyOf } from '../reconcile/cidr.ts';
import type { GcpConfig } from './config.ts';

const PREFIX = 'kubernetes-route-';

/**
 * The name of the route for a pod CIDR, as people name it by hand: kubernetes-route-10-200-0-0-24. One-to-one, because a
 * canonical range has one spelling and only its last dash stands for the slash; legal (RFC 1035, at most 60 characters)
 * for IPv6 too.
 */
export function routeName(destination: Cidr): string {
  const separators = familyOf(destination) === 'ipv4' ? /[./]/g : /[:/]/g;
  return PREFIX + destination.replace(separators, '-');
}

/** What a route's description says about who made it for whom. */
export interface Marker {
  readonly cluster: string;
  readonly instance: string;
}

const MARKER = /^podroutes cluster=(\S+) node=\S+ instance=(\d+)$/;

/** The description by which podroutes knows its own routes; they have no labels. */
export function writeMarker(cluster: string, node: { name: string; id: string }): string {
  return `podroutes cluster=${cluster} node=${node.name} instance=${node.id}`;
}

export function readMarker(description: string | null | undefined): Marker | undefined {
  const [, cluster, instance] = MARKER.exec(description ?? '') ?? [];
  return cluster === undefined || instance === undefined ? undefined : { cluster, instance };
}

/** The last part of a resource's link, and the project it names. */
export function partsOfLink(link: string | null | undefined): { project: string; name: string } {
  const [, project = ''] = /projects\/([^/]+)\//.exec(link ?? '') ?? [];
  return { project, name: (link ?? '').split('/').at(-1) ?? '' };
}

/** Whether a link leads to the cluster's network. */
export function isNetwork(link: string | null | undefined, { network, networkProject }: GcpConfig): boolean {
  const { project, name } = partsOfLink(link);
  return name === network && project === networkProject;
}

/** A resource's link without host and API version, which differ between answers. */
export function pathOfLink(link: string | null | undefined): string {
  return (link ?? '').replace(/^.*?\/(?=projects\/)/, '');
}

/** What the function is called, and what the names of everything that belongs to it begin with. */
export const deploymentName = (cluster: string): string => `podroutes-${cluster}`;
