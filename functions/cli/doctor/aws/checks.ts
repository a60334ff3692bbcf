import { IAMClient, type IAMClientConfig } from '@aws-sdk/client-iam';
import { clientWithTimeLimit, ec2Client } from '../../../../shared/aws/api/client.ts';
import { readAwsConfig } from '../../../../shared/aws/config.ts';
import type { CallSettings } from '../../../../shared/aws/function-permissions.ts';
import { familyOf } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import type { SettingsSource } from '../../../../shared/reconcile/settings.ts';
import { once } from '../../../common/once.ts';
import { awsClientConfig } from '../../target/aws-client.ts';
import type { Target, TargetIo } from '../../target/target.ts';
import { type Advice, makeAdvice } from '../advice/advice.ts';
import { resyncCommands, resyncIfRead } from '../advice/resync.ts';
import { hasAskingNodes } from '../analyze/asking-nodes.ts';
import { inventoryChecks } from '../analyze/inventory-checks.ts';
import { analyzeQuota, countMissing } from '../analyze/quota.ts';
import { type Check, check } from '../finding.ts';
import { makePodroutesCommand } from '../podroutes-command.ts';
import { type AwsCommand, makeAwsCommand } from './cli-command.ts';
import { deploymentChecks } from './deployment/checks.ts';
import { DeploymentReader } from './deployment/reader.ts';
import { listNetworkAcls, listSecurityGroups } from './firewall/firewall-rules.ts';
import { awsOwnership } from './ownership.ts';
import { awsRemediations } from './remediations.ts';
import { analyzeNetworkAcls } from './firewall/network-acls.ts';
import {
  analyzeUnknownTables,
  analyzeMissingTables,
  analyzeTags,
  analyzeVpcs,
  type NetworkContext,
} from './network.ts';
import { tryWrites } from './dry-runs.ts';
import { analyzeOwnPermissions } from './permissions.ts';
import { analyzeRolePermissions, missingRolePermissions } from './role-permissions.ts';
import { ClusterReader } from './cluster-reader.ts';
import { tablesInVpcs } from './resources.ts';
import { analyzeSubnets, analyzeUnusedTables } from './subnets.ts';
import { analyzeSecurityGroups } from './firewall/security-groups.ts';

/** Each thing is read once, so the client's own retries do for a rate limit. */
const MAX_ATTEMPTS = 5;

async function analyzeTables(reader: ClusterReader, context: NetworkContext) {
  const tables = await reader.clusterTables();
  const notFound = analyzeUnknownTables(context, tables);
  if (tables.length > 0) return [...notFound, ...(await analyzeSeveralVpcs(reader, context))];
  if (notFound.length > 0) return notFound;
  const tagged = await reader.taggedInstances();
  const vpcs = [...new Set(tagged.map(({ vpc }) => vpc))];
  return analyzeMissingTables(context, tagged, vpcs.length === 0 ? [] : await tablesInVpcs(reader.client, vpcs));
}

async function analyzeSeveralVpcs(reader: ClusterReader, context: NetworkContext) {
  const tables = await reader.clusterTables();
  const hasSeveral = new Set(tables.map(({ vpc }) => vpc)).size > 1;
  return hasSeveral ? analyzeVpcs(context, tables, await reader.taggedInstances()) : [];
}

function networkChecks(reader: ClusterReader, readContext: () => Promise<NetworkContext>): Check[] {
  return [
    check('network', 'the route tables of the cluster', async () => analyzeTables(reader, await readContext())),
    check('network', 'which table each subnet uses', async () => {
      const [vpc, context] = await Promise.all([reader.vpc(), readContext()]);
      return [...analyzeSubnets(context, vpc), ...analyzeUnusedTables(context, vpc)];
    }),
    check('network', 'the cluster tags of instances', async () =>
      analyzeTags(await readContext(), await reader.instances()),
    ),
  ];
}

function firewallChecks(
  reader: ClusterReader,
  advice: () => Promise<Advice>,
  clusterCidrs: Target['cluster']['cidrs'],
  aws: AwsCommand,
): Check[] {
  const nodes = async () => reader.firewallNodes(await advice());
  return [
    check('firewall', 'the security groups of the nodes', async () => {
      const groups = reader.vpcId().then((vpc) => listSecurityGroups(reader.client, vpc));
      return analyzeSecurityGroups(...(await Promise.all([nodes(), groups])), clusterCidrs, aws);
    }),
    check('firewall', 'the network ACLs of the nodes’ subnets', async () => {
      const acls = reader.vpcId().then((vpc) => listNetworkAcls(reader.client, vpc));
      return analyzeNetworkAcls(...(await Promise.all([nodes(), acls])), clusterCidrs, aws);
    }),
  ];
}

function permissionChecks(
  reader: ClusterReader,
  deploymentReader: DeploymentReader,
  iam: IAMClient,
  config: CallSettings,
  aws: AwsCommand,
): Check[] {
  return [
    check('permissions', 'what you may write', async () =>
      analyzeOwnPermissions(await tryWrites(reader.client, await reader.writeTargets()), aws),
    ),
    check('permissions', 'what the function may do', async () => {
      const deployed = await deploymentReader.function();
      if (deployed === undefined) return [];
      const [queue, targets, isAsked] = await Promise.all([
        deploymentReader.queue(),
        reader.writeTargets(),
        hasAskingNodes(reader.inventory),
      ]);
      const allocate = deployed.options.allocate || isAsked;
      const settings = { ...config, ...deployed.options, allocate };
      const context = { deployed, settings, queue: queue?.arn, targets };
      return analyzeRolePermissions(await missingRolePermissions(iam, context), aws);
    }),
  ];
}

/** All checks on AWS. Throws SettingsError when settings are missing or wrong. */
export function awsChecks(settings: SettingsSource, target: Target, { requestTimeout }: TargetIo): Check[] {
  const config = readAwsConfig(settings);
  const { cluster, routeTableIds, routeQuota } = config;
  const aws = makeAwsCommand(settings);
  const podroutes = makePodroutesCommand('aws', settings);
  const remediations = awsRemediations(aws, podroutes);
  const clientConfig = awsClientConfig(settings);
  const limits = { config: clientConfig, requestTimeout };
  const iam = clientWithTimeLimit((config: IAMClientConfig) => new IAMClient(config), limits);
  const reader = new ClusterReader(
    ec2Client({ ...clientConfig, maxAttempts: MAX_ATTEMPTS }, requestTimeout),
    config,
    target,
  );
  const deploymentReader = new DeploymentReader(cluster.name, clientConfig, requestTimeout);
  const advice = once(async () => {
    const [inventory, instances] = await Promise.all([reader.inventory(), reader.instances()]);
    const resync = resyncCommands(podroutes, await reader.stoppedResync());
    return makeAdvice(inventory, awsOwnership(instances, cluster.name), remediations, resync);
  });
  const resync = () => resyncIfRead(podroutes, reader.stoppedResync());
  const named = { cluster: cluster.name, routeTableIds, location: target.location, aws, podroutes };
  const quota = check('quota', 'the room in each table', async () => {
    const [tables, inventory] = await Promise.all([reader.clusterTables(), reader.inventory()]);
    const usages = tables
      .flatMap(({ routeCounts }) => routeCounts)
      .map(({ table, family, routes }) => {
        const missing = countMissing(inventory, table, (destination) => familyOf(destination) === family);
        const routeKind = `${family === 'ipv4' ? 'IPv4' : 'IPv6'} routes`;
        return { table, routeKind, routes, limit: routeQuota, missing };
      });
    return analyzeQuota(usages, remediations);
  });
  return [
    ...networkChecks(reader, async () => ({ ...named, resync: await resync() })),
    ...inventoryChecks(advice, 'aws', target.location),
    quota,
    ...firewallChecks(reader, advice, cluster.cidrs, aws),
    ...deploymentChecks(deploymentReader, { stack: deploymentReader.stack, settings, aws }, resync),
    ...permissionChecks(reader, deploymentReader, iam, config, aws),
  ];
}
