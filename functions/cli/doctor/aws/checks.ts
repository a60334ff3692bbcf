import { IAMClient } from '@aws-sdk/client-iam';
import { ec2Client } from '../../../../shared/aws/client.ts';
import { readAwsConfig } from '../../../../shared/aws/config.ts';
import { familyOf } from '../../../../shared/reconcile/cidr.ts';
import type { Source } from '../../../../shared/reconcile/settings.ts';
import { awsClientConfig } from '../../target/aws-client.ts';
import type { Target } from '../../target/target.ts';
import { inventoryChecks } from '../judge/inventory-checks.ts';
import { judgeQuota, missingIn } from '../judge/quota.ts';
import type { Check } from '../model.ts';
import { podroutesCommand } from '../podroutes-command.ts';
import { type AwsCommand, awsCommand } from './command.ts';
import { deploymentChecks } from './deployment/checks.ts';
import { Deployed } from './deployment/deployed.ts';
import { networkAcls, securityGroups } from './firewall/rules.ts';
import { awsMends } from './mends.ts';
import { judgeNetworkAcls } from './firewall/network-acls.ts';
import { judgeAbsent, judgeNoTable, judgeSubnets, judgeTags, judgeUnused, judgeVpcs, type Setting } from './network.ts';
import { judgeRefusals, judgeRole, refusedToRole, refusedWrites } from './permissions.ts';
import { Reads } from './reads.ts';
import { tablesIn } from './tables.ts';
import { judgeSecurityGroups } from './firewall/security-groups.ts';

/** A look that reads each thing once needs no pace: the client's own retries do. */
const ATTEMPTS = 5;

async function judgeTables(reads: Reads, setting: Setting) {
  const tables = await reads.clusterTables();
  const absent = judgeAbsent(setting, tables);
  if (tables.length > 0) return [...absent, ...(await judgeSeveral(reads, setting))];
  if (absent.length > 0) return absent;
  const tagged = await reads.tagged();
  const vpcs = [...new Set(tagged.map(({ vpc }) => vpc))];
  return judgeNoTable(setting, tagged, vpcs.length === 0 ? [] : await tablesIn(reads.client, vpcs));
}

async function judgeSeveral(reads: Reads, setting: Setting) {
  const tables = await reads.clusterTables();
  const hasSeveral = new Set(tables.map(({ vpc }) => vpc)).size > 1;
  return hasSeveral ? judgeVpcs(setting, tables, await reads.tagged()) : [];
}

function networkChecks(reads: Reads, setting: Setting): Check[] {
  const area = 'network';
  return [
    { area, what: 'the route tables of the cluster', run: () => judgeTables(reads, setting) },
    {
      area,
      what: 'which table each subnet uses',
      run: async () => {
        const vpc = await reads.vpc();
        return [...judgeSubnets(setting, vpc), ...judgeUnused(setting, vpc)];
      },
    },
    { area, what: 'the cluster tags of instances', run: async () => judgeTags(setting, await reads.machines()) },
  ];
}

function firewallChecks(reads: Reads, clusterCidrs: Target['cluster']['cidrs'], aws: AwsCommand): Check[] {
  const area = 'firewall';
  return [
    {
      area,
      what: 'the security groups of the nodes',
      run: async () => {
        const [nodes, groups] = await Promise.all([
          reads.nodePlaces(),
          reads.vpcId().then((vpc) => securityGroups(reads.client, vpc)),
        ]);
        return judgeSecurityGroups(nodes, groups, clusterCidrs, aws);
      },
    },
    {
      area,
      what: 'the network ACLs of the nodes’ subnets',
      run: async () => {
        const [nodes, acls] = await Promise.all([
          reads.nodePlaces(),
          reads.vpcId().then((vpc) => networkAcls(reads.client, vpc)),
        ]);
        return judgeNetworkAcls(nodes, acls, clusterCidrs, aws);
      },
    },
  ];
}

function permissionChecks(reads: Reads, deployed: Deployed, iam: IAMClient, cluster: string, aws: AwsCommand): Check[] {
  const area = 'permissions';
  return [
    {
      area,
      what: 'what you may write',
      run: async () => judgeRefusals(await refusedWrites(reads.client, await reads.writeTargets()), aws),
    },
    {
      area,
      what: 'what the function may do',
      run: async () => {
        const found = await deployed.function();
        if (found === undefined) return [];
        const targets = await reads.writeTargets();
        return judgeRole(await refusedToRole(iam, found.arn, found.role, cluster, targets), aws);
      },
    },
  ];
}

/** Everything that is looked at on AWS. Throws SettingsError when settings are missing or wrong. */
export function awsChecks(settings: Source, target: Target): Check[] {
  const config = readAwsConfig(settings);
  const { cluster, routeTableIds, routeQuota } = config;
  const aws = awsCommand(settings);
  const podroutes = podroutesCommand('aws', settings);
  const mends = awsMends(aws, podroutes);
  const reads = new Reads(ec2Client({ ...awsClientConfig(settings), maxAttempts: ATTEMPTS }), config, target);
  const deployed = new Deployed(cluster.name, awsClientConfig(settings));
  const setting = { cluster: cluster.name, routeTableIds, place: target.place, aws, podroutes };
  const quota: Check = {
    area: 'quota',
    what: 'the room in each table',
    run: async () => {
      const [tables, inventory] = await Promise.all([reads.clusterTables(), reads.inventory()]);
      const uses = tables.flatMap((table) => table.uses);
      return judgeQuota(
        uses.map(({ table, family, routes }) => ({
          table,
          of: `${family === 'ipv4' ? 'IPv4' : 'IPv6'} routes`,
          routes,
          limit: routeQuota,
          missing: missingIn(inventory, table, (destination) => familyOf(destination) === family),
        })),
        mends,
      );
    },
  };
  return [
    ...networkChecks(reads, setting),
    ...inventoryChecks(reads.inventory, 'aws', target.place, () => Promise.resolve(mends)),
    quota,
    ...firewallChecks(reads, cluster.cidrs, aws),
    ...deploymentChecks(deployed, { stack: deployed.stack, settings, aws, podroutes }),
    ...permissionChecks(reads, deployed, new IAMClient(awsClientConfig(settings)), cluster.name, aws),
  ];
}
