import * as z from 'zod/mini';
import { partsOfLink } from '../../../../shared/gcp/names.ts';
import { BLACKHOLE_WARNINGS } from '../../../../shared/gcp/routes/next-hop-warnings.ts';
import type { SandboxRoutes } from '../node-checks.ts';
import { clusterOf } from '../names.ts';
import { type Compute, readAll, type Write, write } from './compute.ts';
import { networkPath, type Sandbox } from './sandbox.ts';

const Route = z.object({
  name: z.string(),
  network: z.string(),
  destRange: z.string(),
  warnings: z.optional(z.array(z.object({ code: z.string() }))),
});

export type Route = z.infer<typeof Route>;

/** The network's routes to that range. */
export async function routesTo(compute: Compute, { network }: Sandbox, range: string): Promise<Route[]> {
  const call = { path: 'global/routes', schema: Route, permission: 'compute.routes.list' };
  const routes = await readAll(compute, call);
  return routes.filter((each) => partsOfLink(each.network).name === network && each.destRange === range);
}

export const isBlackhole = ({ warnings = [] }: Route): boolean =>
  warnings.some(({ code }) => BLACKHOLE_WARNINGS.has(code));

export function routesOfSandbox(compute: Compute, sandbox: Sandbox): SandboxRoutes {
  return {
    wanted: 1,
    inWords: 'a route',
    read: async (range) =>
      (await routesTo(compute, sandbox, range)).map((route) => (isBlackhole(route) ? 'blackhole' : 'active')),
    deleteOne: async (range) => {
      const [route] = await routesTo(compute, sandbox, range);
      if (route === undefined) return;
      await write(compute, { path: `global/routes/${route.name}`, permission: 'compute.routes.delete' });
    },
  };
}

type NextHop = { readonly nextHopIp: string } | { readonly nextHopInstance: string };

/** The insertion of a route by hand. */
export function insertionOf(
  { project }: Compute,
  { run, network }: Sandbox,
  name: string,
  destRange: string,
  hop: NextHop,
): Write {
  const body = {
    name: `${clusterOf(run)}-${name}`,
    network: networkPath(project, network),
    destRange,
    priority: 1000,
    ...hop,
  };
  return { path: 'global/routes', body, permission: 'compute.routes.create' };
}
