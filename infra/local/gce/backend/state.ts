import { notFound } from '../errors.ts';
import { Ids } from './ids.ts';
import { SecondaryIndex } from './secondary-index.ts';
import { Journal, Store } from './store.ts';
import type { InstanceGroupManager, InstanceTemplate } from './groups/model.ts';
import type { GceVariants } from '../variants.ts';
import type { Instance, Network, PlainResource, Resource, Route, Subnet } from './model.ts';

export interface StateOptions {
  readonly now: () => number;
  readonly seed: number;
  readonly routeQuota: number;
  readonly variants: GceVariants;
}

/** Everything the service knows, with the indices that keep look-ups cheap. No rules, no HTTP. */
export class State {
  readonly now: () => number;
  readonly ids: Ids;
  readonly routeQuota: number;
  readonly variants: GceVariants;
  readonly journal = new Journal();
  readonly networks = new Store<Network>(this.journal);
  readonly subnets = new Store<Subnet>(this.journal);
  readonly instances = new Store<Instance>(this.journal);
  readonly instanceTemplates = new Store<InstanceTemplate>(this.journal);
  readonly groupManagers = new Store<InstanceGroupManager>(this.journal);
  readonly routes = new Store<Route>(this.journal);
  readonly firewalls = new Store<PlainResource>(this.journal);
  readonly addresses = new Store<PlainResource>(this.journal);
  /** Firewall policies that apply to a network, as `getEffectiveFirewalls` shows them, by the network's path. */
  readonly firewallPolicies = new Map<string, readonly object[]>();
  readonly subnetsByNetwork = new SecondaryIndex();
  readonly routesByNetwork = new SecondaryIndex();
  readonly staticRoutesByNetwork = new SecondaryIndex();
  readonly instancesBySubnet = new SecondaryIndex();
  readonly instancesByName = new SecondaryIndex();
  /** The instance that has an address, by `addressKey`. */
  readonly holders = new Map<string, string>();
  /** Where the last free address of a range was found, by network and range. */
  readonly cursors = new Map<string, bigint>();
  readonly #numbersByProject = new Map<string, string>();
  readonly #projectsByNumber = new Map<string, string>();

  constructor(options: StateOptions) {
    this.now = options.now;
    this.ids = new Ids(options.seed, options.now);
    this.routeQuota = options.routeQuota;
    this.variants = options.variants;
  }

  addProject(project: string, number: string): void {
    this.#numbersByProject.set(project, number);
    this.#projectsByNumber.set(number, project);
  }

  /** The project's id, from its id or its number: URLs and references may hold either. */
  projectId(idOrNumber: string): string {
    if (this.#numbersByProject.has(idOrNumber)) return idOrNumber;
    const project = this.#projectsByNumber.get(idOrNumber);
    if (project === undefined) throw notFound(`projects/${idOrNumber}`);
    return project;
  }

  projectNumber(project: string): string {
    return this.#numbersByProject.get(project) ?? '';
  }

  /** `path` with the project's id where it had the number. */
  canonicalPath(path: string): string {
    const [root, project, ...rest] = path.split('/');
    if (root !== 'projects' || project === undefined) return path;
    return ['projects', this.#projectsByNumber.get(project) ?? project, ...rest].join('/');
  }

  newResource(path: string, description?: string): Resource {
    return { path, id: this.ids.resourceId(), created: this.now(), description };
  }
}

export const addressKey = (network: string, address: string): string => `${network} ${address}`;
