import { type GcpConfig, readGcpConfig } from '../../../../shared/gcp/config.ts';
import { CloudError } from '../../../../shared/reconcile/errors.ts';
import type { Inventory } from '../../../../shared/reconcile/inventory.ts';
import type { Source } from '../../../../shared/reconcile/settings.ts';
import { once } from '../../../common/once.ts';
import { inventoryOf, type Target } from '../../target/target.ts';
import { inventoryChecks } from '../judge/inventory-checks.ts';
import { judgeQuota, missingIn } from '../judge/quota.ts';
import type { Check } from '../model.ts';
import { type PodroutesCommand, podroutesCommand } from '../podroutes-command.ts';
import { deploymentChecks } from './deployment/checks.ts';
import { Deployed } from './deployment/deployed.ts';
import { judgeFirewalls, type NodePlace } from './firewall/judge.ts';
import { readFirewalls } from './firewall/rules.ts';
import { listMachines, type Machine } from './machines.ts';
import { gcpMends } from './mends.ts';
import { judgeNetwork, listNetworks } from './network.ts';
import { judgeAccount, judgeMe, lackingTo, lackingToMe } from './permissions.ts';
import { countStaticRoutes, staticRouteLimit } from './quota.ts';
import { Rest } from './rest.ts';

/** What several checks read; each part is read once. */
interface Reads {
  readonly rest: Rest;
  readonly config: GcpConfig;
  readonly inventory: () => Promise<Inventory>;
  readonly machines: () => Promise<Machine[]>;
  readonly networks: () => ReturnType<typeof listNetworks>;
}

/** The network; CloudError when it is not there, for everybody but the check that says so. */
async function networkOf({ networks, config }: Reads) {
  const found = (await networks()).find(({ name }) => name === config.network);
  if (found !== undefined) return found;
  throw new CloudError('misconfigured', 'NoSuchNetwork', `there is no network ${config.network}`);
}

async function nodePlaces({ inventory, machines }: Reads): Promise<NodePlace[]> {
  const [{ nodes }, all] = await Promise.all([inventory(), machines()]);
  const byId = new Map(all.map((machine) => [machine.id, machine]));
  return nodes.map(({ node: { id, name }, podCidrs }) => {
    const { tags = [], serviceAccounts = [] } = byId.get(id) ?? {};
    return { id, name, podCidrs, tags, serviceAccounts };
  });
}

/** Google's usual limit, for networks that have none published. https://cloud.google.com/vpc/docs/quota#per_network */
const USUAL_LIMIT = 200;

function networkChecks(reads: Reads, podroutes: PodroutesCommand): Check[] {
  const { rest, config, inventory, machines } = reads;
  return [
    {
      area: 'network',
      what: 'the network of the cluster',
      run: async () => judgeNetwork(config, await reads.networks(), podroutes),
    },
    {
      area: 'quota',
      what: 'the room for static routes',
      run: async () => {
        const { id } = await networkOf(reads);
        const [limit = USUAL_LIMIT, routes, seen, all] = await Promise.all([
          staticRouteLimit(rest, config.networkProject, id, Date.now()),
          countStaticRoutes(rest, config),
          inventory(),
          machines(),
        ]);
        const table = config.network;
        const use = { table, of: 'static routes', routes, limit, missing: missingIn(seen, table) };
        return judgeQuota([use], gcpMends(config, all, podroutes));
      },
    },
    {
      area: 'firewall',
      what: 'the firewall rules and policies for the nodes',
      run: async () => {
        const { order } = await networkOf(reads);
        const [nodes, firewalls] = await Promise.all([nodePlaces(reads), readFirewalls(rest, config, order)]);
        return judgeFirewalls(config, nodes, firewalls);
      },
    },
  ];
}

/** Where the function is, or would be made: where the nodes are. */
async function regionOf(deployed: Deployed, { machines }: Reads): Promise<string> {
  const found = await deployed.function();
  if (found !== undefined) return found.region;
  const [zone = 'us-west1-a'] = (await machines()).map((machine) => machine.zone);
  return zone.replace(/-[a-z]$/, '');
}

function permissionChecks({ rest, config }: Reads, deployed: Deployed): Check[] {
  const area = 'permissions';
  return [
    { area, what: 'what you may do', run: async () => judgeMe(await lackingToMe(rest, config)) },
    {
      area,
      what: 'what the function may do',
      run: async () => {
        const account = (await deployed.function())?.serviceAccount;
        return account === undefined ? [] : judgeAccount(await lackingTo(rest, config, account), account);
      },
    },
  ];
}

/** Everything that is looked at on GCP. Throws SettingsError when settings are missing or wrong. */
export function gcpChecks(settings: Source, target: Target): Check[] {
  const config = readGcpConfig(settings);
  const rest = new Rest(config);
  const podroutes = podroutesCommand('gcp', settings);
  const reads: Reads = {
    rest,
    config,
    inventory: once(() => inventoryOf(target)),
    machines: once(() => listMachines(rest, config)),
    networks: once(() => listNetworks(rest, config)),
  };
  const deployed = new Deployed(rest, config);
  const deployment = async () => {
    const region = await regionOf(deployed, reads);
    return { name: deployed.name, config, region, podroutes };
  };
  const mends = async () => gcpMends(config, await reads.machines(), podroutes);
  return [
    ...networkChecks(reads, podroutes),
    ...inventoryChecks(reads.inventory, 'gcp', target.place, mends),
    ...deploymentChecks(deployed, deployment),
    ...permissionChecks(reads, deployed),
  ];
}
