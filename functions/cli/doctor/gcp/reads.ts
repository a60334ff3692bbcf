import type { GcpConfig } from '../../../../shared/gcp/config.ts';
import { CloudError } from '../../../../shared/reconcile/errors.ts';
import type { Inventory } from '../../../../shared/reconcile/inventory.ts';
import { once } from '../../../common/once.ts';
import { inventoryOf, type Target } from '../../target/target.ts';
import type { NodePlace } from './firewall/judge.ts';
import { listMachines, type Machine } from './machines.ts';
import { listNetworks, type Network } from './network.ts';
import type { Rest } from './rest.ts';

/** What the checks read of Compute Engine. Each part is read once, when the first check asks; whoever asks for it fails if it does. */
export class Reads {
  readonly rest: Rest;
  readonly config: GcpConfig;
  readonly #target: Target;

  constructor(rest: Rest, config: GcpConfig, target: Target) {
    this.rest = rest;
    this.config = config;
    this.#target = target;
  }

  readonly inventory = once((): Promise<Inventory> => inventoryOf(this.#target));

  readonly machines = once((): Promise<Machine[]> => listMachines(this.rest, this.config));

  readonly networks = once((): Promise<Network[]> => listNetworks(this.rest, this.config));

  /** The network of the cluster. Throws CloudError when it is not there. */
  async network(): Promise<Network> {
    const { network: wanted } = this.config;
    const found = (await this.networks()).find(({ name }) => name === wanted);
    if (found !== undefined) return found;
    throw new CloudError('misconfigured', 'NoSuchNetwork', `there is no network ${wanted}`);
  }

  /** The nodes, with what firewall rules know them by. */
  async nodePlaces(): Promise<NodePlace[]> {
    const [{ nodes }, machines] = await Promise.all([this.inventory(), this.machines()]);
    const byId = new Map(machines.map((machine) => [machine.id, machine]));
    return nodes.map(({ node: { id, name }, podCidrs }) => {
      const { tags = [], serviceAccounts = [] } = byId.get(id) ?? {};
      return { id, name, podCidrs, tags, serviceAccounts };
    });
  }

  /** Where a function would be made: where the nodes are. */
  async region(): Promise<string> {
    const [zone = 'us-west1-a'] = (await this.machines()).map((machine) => machine.zone);
    return zone.replace(/-[a-z]$/, '');
  }
}
