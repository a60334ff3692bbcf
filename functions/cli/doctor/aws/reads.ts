import type { EC2Client } from '@aws-sdk/client-ec2';
import type { AwsConfig } from '../../../../shared/aws/config.ts';
import { CloudError } from '../../../../shared/reconcile/errors.ts';
import type { Inventory } from '../../../../shared/reconcile/inventory.ts';
import { once } from '../../../common/once.ts';
import { inventoryOf, type Target } from '../../target/target.ts';
import { type Machine, machinesIn, machinesOf } from './machines.ts';
import type { Vpc } from './network.ts';
import type { WriteTargets } from './permissions.ts';
import type { NodePlace } from './firewall/security-groups.ts';
import { clusterTables, type Table, tablesIn } from './tables.ts';

/** What the checks read of EC2. Each part is read once, when the first check asks; whoever asks for it fails if it does. */
export class Reads {
  readonly client: EC2Client;
  readonly #config: AwsConfig;
  readonly #target: Target;

  constructor(client: EC2Client, config: AwsConfig, target: Target) {
    this.client = client;
    this.#config = config;
    this.#target = target;
  }

  readonly clusterTables = once((): Promise<Table[]> => clusterTables(this.client, this.#config));

  /** Instances with the tag of the cluster, wherever they are. */
  readonly tagged = once((): Promise<Machine[]> => machinesOf(this.client, this.#config.cluster.name));

  readonly inventory = once((): Promise<Inventory> => inventoryOf(this.#target));

  /** The VPC of the cluster's tables. Throws CloudError when there is not exactly one. */
  readonly vpcId = once(async (): Promise<string> => {
    const [id, another] = new Set((await this.clusterTables()).map(({ vpc }) => vpc));
    if (id !== undefined && another === undefined) return id;
    const why = id === undefined ? 'the cluster has no route table' : 'the tables of the cluster are in several VPCs';
    throw new CloudError('misconfigured', 'NoUsableRouteTable', `${why}, so its VPC is not known`);
  });

  readonly machines = once(async (): Promise<Machine[]> => machinesIn(this.client, [await this.vpcId()]));

  readonly tables = once(async (): Promise<Table[]> => tablesIn(this.client, [await this.vpcId()]));

  async vpc(): Promise<Vpc> {
    const [ours, tables, machines, { nodes }] = await Promise.all([
      this.clusterTables(),
      this.tables(),
      this.machines(),
      this.inventory(),
    ]);
    return { clusterTables: ours, tables, machines, nodes: new Set(nodes.map(({ node }) => node.id)) };
  }

  /** The nodes, with the subnet and the groups of the interface that routes lead to. */
  readonly nodePlaces = once(async (): Promise<NodePlace[]> => {
    const [{ nodes }, machines] = await Promise.all([this.inventory(), this.machines()]);
    const byId = new Map(machines.map((machine) => [machine.id, machine]));
    return nodes.flatMap(({ node: { id }, podCidrs }) => {
      const primary = byId.get(id)?.primary;
      return primary === undefined ? [] : [{ id, subnet: primary.subnet, groups: primary.groups, podCidrs }];
    });
  });

  /** What a resync would write to. Throws CloudError where there is no instance to try it with. */
  readonly writeTargets = once(async (): Promise<WriteTargets> => {
    const [tables, machines] = await Promise.all([this.clusterTables(), this.machines()]);
    const via = machines.find(({ primary }) => primary !== undefined)?.primary?.id;
    const [clusterCidr] = this.#config.cluster.cidrs;
    if (via === undefined || clusterCidr === undefined) {
      throw new CloudError('misconfigured', 'NoInstance', 'there is no instance in the VPC to try it with');
    }
    return { tables: tables.map(({ id }) => id), interface: via, clusterCidr };
  });
}
