import { readGcpConfig } from '../../../../shared/gcp/config.ts';
import type { SettingsSource } from '../../../../shared/reconcile/settings.ts';
import { gcpChecks } from '../../doctor/gcp/checks.ts';
import { ClusterReader } from '../../doctor/gcp/cluster-reader.ts';
import { readFirewalls } from '../../doctor/gcp/firewall/rules.ts';
import { gcpRemediations } from '../../doctor/gcp/remediations.ts';
import { RestClient } from '../../doctor/gcp/rest-client.ts';
import { makePodroutesCommand } from '../../doctor/podroutes-command.ts';
import type { Target, TargetIo } from '../../target/target.ts';
import { withStandings } from '../routing/route-standing.ts';
import { findingsOf, readOrReason, type Scene } from '../scene.ts';
import { gcpNetwork } from './network.ts';
import { listRoutes } from './routes.ts';

/** Reads the network of the cluster. Throws CloudError where instances or routes cannot be read. */
export async function readGcpScene(settings: SettingsSource, target: Target, io: TargetIo): Promise<Scene> {
  const config = readGcpConfig(settings);
  const rest = new RestClient(config, io);
  const reader = new ClusterReader(rest, config, target);
  const [inventory, instances, routes, firewalls] = await Promise.all([
    reader.inventory(),
    reader.instances(),
    listRoutes(rest, config),
    readOrReason(reader.network().then(({ order }) => readFirewalls(rest, config, order))),
  ]);
  return {
    inventory,
    network: withStandings(gcpNetwork({ instances, routes, firewalls }, config), inventory),
    remediations: gcpRemediations(config, instances, makePodroutesCommand('gcp', settings)),
    findings: () => findingsOf(gcpChecks(settings, target, io)),
  };
}
