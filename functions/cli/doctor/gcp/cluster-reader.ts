import type { GcpConfig } from '../../../../shared/gcp/config.ts';
import { CloudError } from '../../../../shared/reconcile/cloud/cloud-error.ts';
import type { Inventory } from '../../../../shared/reconcile/inventory/inventory.ts';
import { once } from '../../../common/once.ts';
import { readNetwork, type Target } from '../../target/target.ts';
import { type Advice, podCidrsToCome } from '../advice/advice.ts';
import { type StoppedResync, stoppedResync } from '../advice/resync.ts';
import type { FirewallNode } from './firewall/analyze.ts';
import { listInstances, type InstanceFacts } from './instances.ts';
import { listNetworks, type Network } from './network.ts';
import type { RestClient } from './rest-client.ts';
import { listStaticRoutes, type StaticRoute } from './static-routes.ts';

/** What the checks read of Compute Engine: each part once, when the first check needs it. */
export class ClusterReader {
  readonly rest: RestClient;
  readonly config: GcpConfig;
  readonly #target: Target;

  constructor(rest: RestClient, config: GcpConfig, target: Target) {
    this.rest = rest;
    this.config = config;
    this.#target = target;
  }

  readonly #reading = once(() => readNetwork(this.#target));

  readonly inventory = async (): Promise<Inventory> => (await this.#reading()).inventory;

  readonly stoppedResync = once(async (): Promise<StoppedResync | undefined> => stoppedResync(await this.#reading()));

  readonly instances = once((): Promise<InstanceFacts[]> => listInstances(this.rest, this.config));

  readonly staticRoutes = once((): Promise<StaticRoute[]> => listStaticRoutes(this.rest, this.config));

  readonly networks = once((): Promise<Network[]> => listNetworks(this.rest, this.config));

  /** The network of the cluster. Throws CloudError when it is not there. */
  async network(): Promise<Network> {
    const { network: wanted } = this.config;
    const found = (await this.networks()).find(({ name }) => name === wanted);
    if (found !== undefined) return found;
    throw new CloudError('misconfigured', 'NoSuchNetwork', `there is no network ${wanted}`);
  }

  /** The nodes, with the tags and service accounts that firewall rules name. */
  async firewallNodes(advice: Advice): Promise<FirewallNode[]> {
    const byId = new Map((await this.instances()).map((instance) => [instance.id, instance]));
    return advice.inventory.nodes.map((entry) => {
      const { id, name } = entry.node;
      const { tags = [], serviceAccounts = [] } = byId.get(id) ?? {};
      return { id, name, podCidrs: podCidrsToCome(advice, entry), tags, serviceAccounts };
    });
  }

  /** The region of the nodes, where a function would be deployed. */
  async region(): Promise<string> {
    const [zone = 'us-west1-a'] = (await this.instances()).map((instance) => instance.zone);
    return zone.replace(/-[a-z]$/, '');
  }
}
