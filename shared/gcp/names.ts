import type { GcpConfig } from './config.ts';
import { partsOfLink } from './api/resource-links.ts';

/** Whether a link leads to the cluster's network. */
export function isNetwork(link: string | null | undefined, { network, networkProject }: GcpConfig): boolean {
  const { project, name } = partsOfLink(link);
  return name === network && project === networkProject;
}

/** What the function is called, and what the names of everything that belongs to it begin with. */
export const deploymentName = (cluster: string): string => `podroutes-${cluster}`;
