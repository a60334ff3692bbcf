import { readGcpConfig } from '../../../../shared/gcp/config.ts';
import type { SettingsSource } from '../../../../shared/reconcile/settings.ts';
import { once } from '../../../common/once.ts';
import type { Target, TargetIo } from '../../target/target.ts';
import { type Advice, makeAdvice } from '../advice/advice.ts';
import { resyncCommands, resyncIfRead } from '../advice/resync.ts';
import { hasAskingNodes } from '../analyze/asking-nodes.ts';
import { inventoryChecks } from '../analyze/inventory-checks.ts';
import { analyzeQuota, countMissing } from '../analyze/quota.ts';
import { type Check, check } from '../finding.ts';
import { type PodroutesCommand, makePodroutesCommand } from '../podroutes-command.ts';
import { type DeploymentContext, terraformCommands } from './deployment/analyze.ts';
import { deploymentChecks } from './deployment/checks.ts';
import { DeploymentReader } from './deployment/reader.ts';
import { analyzeFirewalls } from './firewall/analyze.ts';
import { readFirewalls } from './firewall/rules.ts';
import { gcpOwnership } from './ownership.ts';
import { gcpRemediations } from './remediations.ts';
import { analyzeNetwork } from './network.ts';
import {
  analyzeRolePermissions,
  analyzeOwnPermissions,
  missingRolePermissions,
  missingOwnPermissions,
} from './permissions.ts';
import { staticRouteLimit } from './quota.ts';
import { ClusterReader } from './cluster-reader.ts';
import { RestClient } from './rest-client.ts';

/** Google's usual limit, for networks that have none published. https://cloud.google.com/vpc/docs/quota#per_network */
const DEFAULT_ROUTE_LIMIT = 200;

function networkChecks(reader: ClusterReader, advice: () => Promise<Advice>, podroutes: PodroutesCommand): Check[] {
  const { rest, config } = reader;
  return [
    check('network', 'the network of the cluster', async () =>
      analyzeNetwork(config, await reader.networks(), podroutes),
    ),
    check('quota', 'the room for static routes', async () => {
      const { id } = await reader.network();
      const [limit = DEFAULT_ROUTE_LIMIT, routes, inventory, instances] = await Promise.all([
        staticRouteLimit(rest, config.networkProject, id, Date.now()),
        reader.staticRoutes(),
        reader.inventory(),
        reader.instances(),
      ]);
      const table = config.network;
      const missing = countMissing(inventory, table);
      const usage = { table, routeKind: 'static routes', routes: routes.length, limit, missing };
      return analyzeQuota([usage], gcpRemediations(config, instances, podroutes));
    }),
    check('firewall', 'the firewall rules and policies for the nodes', async () => {
      const { order } = await reader.network();
      const firewalls = await readFirewalls(rest, config, order);
      return analyzeFirewalls(config, await reader.firewallNodes(await advice()), firewalls);
    }),
  ];
}

function permissionChecks(
  { rest, config, inventory }: ClusterReader,
  reader: DeploymentReader,
  readContext: () => Promise<DeploymentContext>,
): Check[] {
  const scope = async () => ({ config, tells: await hasAskingNodes(inventory) });
  return [
    check('permissions', 'what you may do', async () =>
      analyzeOwnPermissions(await missingOwnPermissions(rest, await scope())),
    ),
    check('permissions', 'what the function may do', async () => {
      const account = (await reader.function())?.serviceAccount;
      if (account === undefined) return [];
      const missing = await missingRolePermissions(rest, await scope(), account);
      return analyzeRolePermissions(missing, account, terraformCommands(await readContext(), { allocate: 'true' }));
    }),
  ];
}

/** All checks on GCP. Throws SettingsError when settings are missing or wrong. */
export function gcpChecks(settings: SettingsSource, target: Target, io: TargetIo): Check[] {
  const config = readGcpConfig(settings);
  const rest = new RestClient(config, io);
  const podroutes = makePodroutesCommand('gcp', settings);
  const reader = new ClusterReader(rest, config, target);
  const deploymentReader = new DeploymentReader(rest, config);
  const deploymentContext = async () => {
    const region = (await deploymentReader.function())?.region ?? (await reader.region());
    return { name: deploymentReader.name, config, region };
  };
  const advice = once(async () => {
    const [inventory, instances, routes] = await Promise.all([
      reader.inventory(),
      reader.instances(),
      reader.staticRoutes(),
    ]);
    const ownership = gcpOwnership(routes, instances, config.cluster.name);
    const resync = resyncCommands(podroutes, await reader.stoppedResync());
    return makeAdvice(inventory, ownership, gcpRemediations(config, instances, podroutes), resync);
  });
  return [
    ...networkChecks(reader, advice, podroutes),
    ...inventoryChecks(advice, 'gcp', target.location),
    ...deploymentChecks(deploymentReader, deploymentContext, () => resyncIfRead(podroutes, reader.stoppedResync())),
    ...permissionChecks(reader, deploymentReader, deploymentContext),
  ];
}
