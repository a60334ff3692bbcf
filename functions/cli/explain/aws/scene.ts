import { ec2Client } from '../../../../shared/aws/api/client.ts';
import { readAwsConfig } from '../../../../shared/aws/config.ts';
import type { SettingsSource } from '../../../../shared/reconcile/settings.ts';
import { awsChecks } from '../../doctor/aws/checks.ts';
import { makeAwsCommand } from '../../doctor/aws/cli-command.ts';
import { ClusterReader } from '../../doctor/aws/cluster-reader.ts';
import { listNetworkAcls, listSecurityGroups } from '../../doctor/aws/firewall/firewall-rules.ts';
import { awsRemediations } from '../../doctor/aws/remediations.ts';
import { makePodroutesCommand } from '../../doctor/podroutes-command.ts';
import { awsClientConfig } from '../../target/aws-client.ts';
import type { Target, TargetIo } from '../../target/target.ts';
import { withStandings } from '../routing/route-standing.ts';
import { findingsOf, readOrReason, type Scene } from '../scene.ts';
import { awsNetwork } from './network.ts';

/** Reads the VPC of the cluster. Throws CloudError where instances or routes cannot be read. */
export async function readAwsScene(settings: SettingsSource, target: Target, io: TargetIo): Promise<Scene> {
  const config = readAwsConfig(settings);
  const aws = makeAwsCommand(settings);
  const client = ec2Client(awsClientConfig(settings), io.requestTimeout);
  const reader = new ClusterReader(client, config, target);
  const vpc = await reader.vpcId();
  const [inventory, instances, tables, groups, acls] = await Promise.all([
    reader.inventory(),
    reader.instances(),
    reader.tables(),
    readOrReason(listSecurityGroups(client, vpc)),
    readOrReason(listNetworkAcls(client, vpc)),
  ]);
  return {
    inventory,
    network: withStandings(awsNetwork(instances, tables, { groups, acls, aws }), inventory),
    remediations: awsRemediations(aws, makePodroutesCommand('aws', settings)),
    findings: () => findingsOf(awsChecks(settings, target, io)),
  };
}
