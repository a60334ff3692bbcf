import type { Cloud } from '../../../shared/reconcile/cloud/cloud.ts';
import { type Inventory, buildInventory } from '../../../shared/reconcile/inventory/inventory.ts';
import type { Io } from '../io.ts';
import type { Cluster } from '../../../shared/reconcile/model/instance.ts';
import type { Snapshot } from '../../../shared/reconcile/model/snapshot.ts';

/** Whether a route's destination is asked for, as the cloud writes it. */
export type IsMeant = (destination: string) => boolean;

/** What a target needs of the process. */
export type TargetIo = Pick<Io, 'runtime' | 'requestTimeout' | 'cacheFolder'>;

/** How many of the instances' user data were read, of how many that cost a call each. */
export interface ReadingProgress {
  readonly completed: number;
  readonly total: number;
}

/** The cluster that a command works on. */
export interface Target {
  readonly cloud: Cloud;
  readonly cluster: Cluster;
  /** Where it is looked for, for people: `region us-east-1`, `project my-project`. */
  readonly location: string;
  /** The names of the nodes that were read so far, by what a route to them leads to: a report names only those that get routes. */
  readonly nodeNames?: ReadonlyMap<string, string>;
  /** Undefined while no user data is read. */
  readonly readingProgress?: () => ReadingProgress | undefined;
  /** Its routing tables as the cloud's own command lists them, with those routes of which `isMeant` is true. */
  readonly listRoutes: (isMeant: IsMeant) => Promise<string>;
}

/** A network as it was read, and what the decision table says of it. */
export interface Network {
  readonly snapshot: Snapshot;
  readonly inventory: Inventory;
}

/** Reads the whole network. Throws CloudError when it cannot be read. */
export async function readNetwork({ cloud, cluster }: Target): Promise<Network> {
  const snapshot = await cloud.observe({ full: true, hints: [] });
  return { snapshot, inventory: buildInventory(snapshot, cluster.cidrs, cloud.kind, cluster.nodeMaskSizes) };
}

/** Reads the whole network, for what the decision table says of it. Throws CloudError when it cannot be read. */
export async function readInventory(target: Target): Promise<Inventory> {
  return (await readNetwork(target)).inventory;
}
