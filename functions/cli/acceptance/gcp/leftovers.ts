import * as z from 'zod/mini';
import { partsOfLink, pathOfLink } from '../../../../shared/gcp/names.ts';
import { RUN_TAG } from '../names.ts';
import { type FindLeftovers, tryToRemove } from '../remove.ts';
import { type Compute, read, readAll, write } from './compute.ts';
import { runInDescription } from './sandbox.ts';

const Marked = z.object({ selfLink: z.string(), description: z.optional(z.string()) });
const Labelled = z.object({ selfLink: z.string(), labels: z.optional(z.record(z.string(), z.string())) });
const Routed = z.object({
  selfLink: z.string(),
  network: z.string(),
  nextHopNetwork: z.optional(z.string()),
});
const InstancePage = z.object({
  items: z.optional(z.record(z.string(), z.object({ instances: z.optional(z.array(Labelled)) }))),
  nextPageToken: z.optional(z.string()),
});
const SubnetPage = z.object({
  items: z.optional(z.record(z.string(), z.object({ subnetworks: z.optional(z.array(Marked)) }))),
  nextPageToken: z.optional(z.string()),
});

/** Links of what runs made, in the order in which it can be removed. */
interface Links {
  readonly instances: readonly string[];
  readonly routes: readonly string[];
  readonly subnets: readonly string[];
  readonly networks: readonly string[];
}

type IsMeant = (run: string | undefined) => boolean;

async function findInstances({ rest, project }: Compute, isMeant: IsMeant): Promise<string[]> {
  const path = `projects/${project}/aggregated/instances`;
  const query = { filter: `name eq "${RUN_TAG}-.*"` };
  const permission = 'compute.instances.list';
  const pages = await rest.list({ api: 'compute', path, query, schema: InstancePage, permission });
  const all = pages.flatMap(({ items = {} }) => Object.values(items)).flatMap(({ instances = [] }) => instances);
  return all.filter(({ labels }) => isMeant(labels?.[RUN_TAG])).map(({ selfLink }) => selfLink);
}

async function findSubnets({ rest, project }: Compute, isMeant: IsMeant): Promise<string[]> {
  const path = `projects/${project}/aggregated/subnetworks`;
  const permission = 'compute.subnetworks.list';
  const pages = await rest.list({ api: 'compute', path, schema: SubnetPage, permission });
  const all = pages.flatMap(({ items = {} }) => Object.values(items)).flatMap(({ subnetworks = [] }) => subnetworks);
  return all.filter(({ description }) => isMeant(runInDescription(description))).map(({ selfLink }) => selfLink);
}

/** Every static route of those networks, whoever made it; those of subnets go with the subnets. */
async function findRoutes(compute: Compute, networks: readonly string[]): Promise<string[]> {
  if (networks.length === 0) return [];
  const routes = await readAll(compute, { path: 'global/routes', schema: Routed, permission: 'compute.routes.list' });
  const ours = new Set(networks.map(pathOfLink));
  return routes
    .filter(({ network, nextHopNetwork }) => ours.has(pathOfLink(network)) && nextHopNetwork === undefined)
    .map(({ selfLink }) => selfLink);
}

async function find(compute: Compute, run: string | undefined): Promise<Links> {
  const isMeant: IsMeant = (found) => found !== undefined && (run === undefined || found === run);
  const permission = 'compute.networks.list';
  const all = await readAll(compute, { path: 'global/networks', schema: Marked, permission });
  const networks = all
    .filter(({ description }) => isMeant(runInDescription(description)))
    .map(({ selfLink }) => selfLink);
  return {
    instances: await findInstances(compute, isMeant),
    routes: await findRoutes(compute, networks),
    subnets: await findSubnets(compute, isMeant),
    networks,
  };
}

async function removeAll(compute: Compute, links: readonly string[]): Promise<void> {
  for (const link of links) {
    const path = pathOfLink(link).replace(/^projects\/[^/]+\//, '');
    const permission = `compute.${path.split('/').at(-2)}.delete`;
    await tryToRemove(() => write(compute, { path, permission }));
  }
}

/** Instances hold on to their subnet, and subnets and routes to their network. */
async function removeRound(compute: Compute, { instances, routes, subnets, networks }: Links): Promise<void> {
  for (const links of [instances, routes, subnets, networks]) await removeAll(compute, links);
}

/** Names of what `run` made, or any run: by label, by description, and all routes of its network. */
export const findGcpLeftovers =
  (compute: Compute): FindLeftovers =>
  async (run) => {
    const links = await find(compute, run);
    const names = Object.values(links)
      .flat()
      .map((link) => partsOfLink(link).name);
    return { names, remove: () => removeRound(compute, links) };
  };

const Named = z.object({ name: z.string() });

/** Names of the networks of that name: one or none. */
export async function networksNamed(compute: Compute, network: string): Promise<string[]> {
  const path = `global/networks/${network}`;
  const found = await read(compute, { path, schema: Named, permission: 'compute.networks.get' });
  return found === undefined ? [] : [`a network ${found.name}`];
}
