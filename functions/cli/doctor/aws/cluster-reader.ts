import type { EC2Client } from '@aws-sdk/client-ec2';
import type { AwsConfig } from '../../../../shared/aws/config.ts';
import { CloudError } from '../../../../shared/reconcile/cloud/cloud-error.ts';
import type { Inventory } from '../../../../shared/reconcile/inventory/inventory.ts';
import { once } from '../../../common/once.ts';
import { readNetwork, type Target } from '../../target/target.ts';
import { type Advice, podCidrsToCome } from '../advice/advice.ts';
import { type StoppedResync, stoppedResync } from '../advice/resync.ts';
import { isAsking } from '../analyze/requests.ts';
import { type InstanceFacts, instancesInVpcs, taggedInstances } from './instances.ts';
import type { Vpc } from './subnets.ts';
import type { WriteTargets } from './dry-runs.ts';
import type { FirewallNode } from './firewall/security-groups.ts';
import { clusterTables, type RouteTableFacts, tablesInVpcs } from './resources.ts';

/** What the checks read of EC2: each part once, when the first check needs it. */
export class ClusterReader {
  readonly client: EC2Client;
  readonly #config: AwsConfig;
  readonly #target: Target;

  constructor(client: EC2Client, config: AwsConfig, target: Target) {
    this.client = client;
    this.#config = config;
    this.#target = target;
  }

  readonly clusterTables = once((): Promise<RouteTableFacts[]> => clusterTables(this.client, this.#config));

  /** Instances with the tag of the cluster, wherever they are. */
  readonly taggedInstances = once((): Promise<InstanceFacts[]> =>
    taggedInstances(this.client, this.#config.cluster.name),
  );

  readonly #reading = once(() => readNetwork(this.#target));

  readonly inventory = async (): Promise<Inventory> => (await this.#reading()).inventory;

  readonly stoppedResync = once(async (): Promise<StoppedResync | undefined> => stoppedResync(await this.#reading()));

  /** The VPC of the cluster's tables. Throws CloudError when there is not exactly one. */
  readonly vpcId = once(async (): Promise<string> => {
    const [id, another] = new Set((await this.clusterTables()).map(({ vpc }) => vpc));
    if (id !== undefined && another === undefined) return id;
    const why = id === undefined ? 'the cluster has no route table' : 'the tables of the cluster are in several VPCs';
    throw new CloudError('misconfigured', 'NoUsableRouteTable', `${why}, so its VPC is not known`);
  });

  readonly instances = once(async (): Promise<InstanceFacts[]> => instancesInVpcs(this.client, [await this.vpcId()]));

  readonly tables = once(async (): Promise<RouteTableFacts[]> => tablesInVpcs(this.client, [await this.vpcId()]));

  async vpc(): Promise<Vpc> {
    const [clusterTables, tables, instances, { nodes }] = await Promise.all([
      this.clusterTables(),
      this.tables(),
      this.instances(),
      this.inventory(),
    ]);
    return { clusterTables, tables, instances, nodes: new Set(nodes.map(({ node }) => node.id)) };
  }

  /** The nodes, with the subnet and the groups of the interface that routes lead to. */
  async firewallNodes(advice: Advice): Promise<FirewallNode[]> {
    const byId = new Map((await this.instances()).map((instance) => [instance.id, instance]));
    return advice.inventory.nodes.flatMap((entry) => {
      const { id } = entry.node;
      const primary = byId.get(id)?.primary;
      if (primary === undefined) return [];
      return [{ id, subnet: primary.subnet, groups: primary.groups, podCidrs: podCidrsToCome(advice, entry) }];
    });
  }

  /** Id of a node that asks for a range, as far as nodes can be read: where they cannot, other checks say so. */
  async #askingNode(): Promise<string | undefined> {
    const nodes = await this.inventory().then(
      (inventory) => inventory.nodes,
      () => [],
    );
    return nodes.find(isAsking)?.node.id;
  }

  /** What a resync would write to. Throws CloudError where there is no instance to try it with. */
  readonly writeTargets = once(async (): Promise<WriteTargets> => {
    const [tables, instances, askingNode] = await Promise.all([
      this.clusterTables(),
      this.instances(),
      this.#askingNode(),
    ]);
    const networkInterface = instances.find(({ primary }) => primary !== undefined)?.primary?.id;
    const [clusterCidr] = this.#config.cluster.cidrs;
    if (networkInterface === undefined || clusterCidr === undefined) {
      throw new CloudError('misconfigured', 'NoInstance', 'there is no instance in the VPC to try it with');
    }
    return { tables: tables.map(({ id }) => id), networkInterface, clusterCidr, askingNode };
  });
}
