import { readGcpConfig } from '../../../../shared/gcp/config.ts';
import type { Instance } from '../../../../shared/reconcile/model/instance.ts';
import type { SettingsSource } from '../../../../shared/reconcile/settings.ts';
import type { Remediations } from '../../doctor/advice/remediations.ts';
import { makeAwsCommand } from '../../doctor/aws/cli-command.ts';
import { awsRemediations } from '../../doctor/aws/remediations.ts';
import { gcpRemediations } from '../../doctor/gcp/remediations.ts';
import { makePodroutesCommand } from '../../doctor/podroutes-command.ts';

/**
 * The doctor's commands on EC2. An instance without the cluster's tag may have another's, which the map does not read: its commands
 * show that first, and change nothing.
 */
function forAws(settings: SettingsSource): Remediations {
  const all = awsRemediations(makeAwsCommand(settings), makePodroutesCommand('aws', settings));
  const ifOurs = (command: (node: Instance) => string) => (node: Instance) =>
    node.hasClusterTag === true ? command(node) : all.showNode(node);
  return {
    ...all,
    startNode: ifOurs(all.startNode),
    setPodCidr: (node, cidrs) => ifOurs(() => all.setPodCidr(node, cidrs))(node),
    setPodCidrByHand: ifOurs(all.setPodCidrByHand),
    enableIpForwarding: ifOurs(all.enableIpForwarding),
  };
}

function forGcp(settings: SettingsSource, instances: readonly Instance[]): Remediations {
  const places = instances.map(({ id, zone = '' }) => ({ id, zone }));
  return gcpRemediations(readGcpConfig(settings), places, makePodroutesCommand('gcp', settings));
}

/** The doctor's commands, as far as it is known without another call what they would change. */
export function knownRemediations(
  kind: 'aws' | 'gcp',
  settings: SettingsSource,
  instances: readonly Instance[],
): Remediations {
  return kind === 'aws' ? forAws(settings) : forGcp(settings, instances);
}
