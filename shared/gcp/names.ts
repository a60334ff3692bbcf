import type { GcpConfig } from './config.ts';

/** Whether a link leads to the cluster's network. */
export function isNetwork(link: string | null | undefined, { network, networkProject }: GcpConfig): boolean {
  const { project, name } = partsOfLink(link);
  return name === network && project === networkProject;
}

export const networkLink = ({ networkProject, network }: GcpConfig): string =>
  `https://www.googleapis.com/compute/v1/projects/${networkProject}/global/networks/${network}`;

/** The name of the function, and the prefix of the names of all that belongs to it. */
export const deploymentName = (cluster: string): string => `podroutes-${cluster}`;

/** The last part of a resource's link, and the project it names. */
export function partsOfLink(link: string | null | undefined): { project: string; name: string } {
  const [, project = ''] = /projects\/([^/]+)\//.exec(link ?? '') ?? [];
  return { project, name: (link ?? '').split('/').at(-1) ?? '' };
}

/** A resource's link without host and API version, which differ between responses. */
export function pathOfLink(link: string | null | undefined): string {
  return (link ?? '').replace(/^.*?\/(?=projects\/)/, '');
}

/** The zone of an instance, of ids by `zones/ZONE/instances/NAME`. */
export function zoneOf(id: string, idByPath: ReadonlyMap<string, string>): string | undefined {
  const [path] = [...idByPath].find(([, each]) => each === id) ?? [];
  return path?.split('/')[1];
}
