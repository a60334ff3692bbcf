import { readGcpConfig } from '../../../../shared/gcp/config.ts';
import type { Source } from '../../../../shared/reconcile/settings.ts';
import type { Target } from '../../target/target.ts';
import { inventoryChecks } from '../judge/inventory-checks.ts';
import { judgeQuota, missingIn } from '../judge/quota.ts';
import type { Check } from '../model.ts';
import { type PodroutesCommand, podroutesCommand } from '../podroutes-command.ts';
import { deploymentChecks } from './deployment/checks.ts';
import { Deployed } from './deployment/deployed.ts';
import { judgeFirewalls } from './firewall/judge.ts';
import { readFirewalls } from './firewall/rules.ts';
import { gcpMends } from './mends.ts';
import { judgeNetwork } from './network.ts';
import { judgeAccount, judgeMe, lackingTo, lackingToMe } from './permissions.ts';
import { countStaticRoutes, staticRouteLimit } from './quota.ts';
import { Reads } from './reads.ts';
import { Rest } from './rest.ts';

/** Google's usual limit, for networks that have none published. https://cloud.google.com/vpc/docs/quota#per_network */
const USUAL_LIMIT = 200;

function networkChecks(reads: Reads, podroutes: PodroutesCommand): Check[] {
  const { rest, config } = reads;
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
        const { id } = await reads.network();
        const [limit = USUAL_LIMIT, routes, seen, all] = await Promise.all([
          staticRouteLimit(rest, config.networkProject, id, Date.now()),
          countStaticRoutes(rest, config),
          reads.inventory(),
          reads.machines(),
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
        const { order } = await reads.network();
        const [nodes, firewalls] = await Promise.all([reads.nodePlaces(), readFirewalls(rest, config, order)]);
        return judgeFirewalls(config, nodes, firewalls);
      },
    },
  ];
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
  const reads = new Reads(rest, config, target);
  const deployed = new Deployed(rest, config);
  const deployment = async () => {
    const region = (await deployed.function())?.region ?? (await reads.region());
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
