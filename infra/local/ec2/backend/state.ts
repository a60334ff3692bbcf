import { type Ec2Variants, environmentVariants } from '../variants.ts';
import { Ids } from './ids.ts';
import { Journal } from './journal.ts';
import { Table } from './table.ts';
import type * as model from './model.ts';
import type { LaunchTemplate } from './instances/launch-templates.ts';
import type { Route } from './routes/model.ts';

export interface Settings {
  /** Routes a table can hold, of each family. */
  routeQuota: number;
  /** The longest page of any list, whatever MaxResults says. */
  maxPage: number;
  /** How it behaves where nobody has confirmed what the real service does. */
  variants: Ec2Variants;
}

export interface BackendOptions extends Partial<Omit<Settings, 'variants'>> {
  /** Those not named are as LOCAL_EC2_VARIANTS says. */
  readonly variants?: Partial<Ec2Variants> | undefined;
  readonly now?: (() => number) | undefined;
  readonly seed?: number | undefined;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
}

export interface StateChange {
  readonly instanceId: string;
  readonly state: model.InstanceState;
}

export interface TagChange {
  readonly resourceId: string;
  /** As DescribeTags has it. */
  readonly resourceType: string;
  readonly keys: readonly string[];
  /** All tags that the resource has now. */
  readonly tags: model.Tags;
}

export type State = ReturnType<typeof createState>;

/** An empty account: its tables, its settings, and the changes that were not announced yet. */
export function createState(options: BackendOptions = {}) {
  const journal = new Journal();
  const settings: Settings = {
    routeQuota: options.routeQuota ?? 500,
    maxPage: options.maxPage ?? 1000,
    variants: { ...environmentVariants(), ...options.variants },
  };
  const stateChanges: StateChange[] = [];
  const tagChanges: TagChange[] = [];
  return {
    journal,
    settings,
    stateChanges,
    tagChanges,
    /** How often the tags of a resource changed. */
    tagVersions: new Map<string, number>(),
    ids: new Ids(options.seed ?? 1),
    now: options.now ?? Date.now,
    account: options.account ?? '123456789012',
    region: options.region ?? 'us-east-1',
    ...networkTables(journal),
    ...routeTables(journal),
    ...instanceTables(journal),
    ...otherTables(journal),
  };
}

function networkTables(journal: Journal) {
  const vpcs = new Table<model.Vpc>(journal, 'vpc', 'vpc', 'InvalidVpcID');
  const subnets = new Table<model.Subnet>(journal, 'subnet', 'subnet', 'InvalidSubnetID');
  const gateways = new Table<model.InternetGateway>(journal, 'igw', 'internetGateway', 'InvalidInternetGatewayID');
  return {
    vpcs,
    subnets,
    gateways,
    subnetsByVpc: subnets.index((subnet) => [subnet.vpcId]),
    gatewaysByVpc: gateways.index((gateway) => [gateway.vpcId]),
  };
}

function routeTables(journal: Journal) {
  const tables = new Table<model.RouteTable>(journal, 'rtb', 'routeTable', 'InvalidRouteTableID');
  const routes = new Table<Route>(journal, 'route', 'route', 'InvalidRoute');
  return {
    routeTables: tables,
    routes,
    routeTablesByVpc: tables.index((table) => [table.vpcId]),
    routeTablesBySubnet: tables.index((table) => table.associations.map(({ subnetId }) => subnetId)),
    routesByTable: routes.index((route) => [route.tableId]),
    routesByQuota: routes.index((route) => [quotaKey(route)]),
  };
}

/** Propagated routes have a quota of their own. */
function quotaKey(route: Route): string | undefined {
  if (route.origin === 'EnableVgwRoutePropagation') return undefined;
  return `${route.tableId} ${route.destinationKind}`;
}

function instanceTables(journal: Journal) {
  const instances = new Table<model.Instance>(journal, 'i', 'instance', 'InvalidInstanceID');
  const interfaces = new Table<model.NetworkInterface>(journal, 'eni', 'networkInterface', 'InvalidNetworkInterfaceID');
  return {
    instances,
    interfaces,
    instancesByToken: instances.index((instance) => [instance.clientToken]),
    interfacesByInstance: interfaces.index(({ attachment }) => [attachment?.instanceId]),
    interfacesByAttachment: interfaces.index(({ attachment }) => [attachment?.id]),
    interfacesBySubnet: interfaces.index(({ subnetId }) => [subnetId]),
    interfacesByAddress: interfaces.index((nic) => [`${nic.subnetId} ${nic.privateIpAddress}`]),
    interfacesByGroup: interfaces.index(({ groupIds }) => groupIds),
  };
}

function aclTables(journal: Journal) {
  const acls = new Table<model.NetworkAcl>(journal, 'acl', 'networkAcl', 'InvalidNetworkAclID');
  return {
    acls,
    aclsByVpc: acls.index(({ vpcId }) => [vpcId]),
    aclsBySubnet: acls.index(({ associations }) => associations.map(({ subnetId }) => subnetId)),
  };
}

function otherTables(journal: Journal) {
  const groups = new Table<model.SecurityGroup>(journal, 'sg', 'security group', 'InvalidGroup');
  return {
    groups,
    groupsByVpc: groups.index(({ vpcId }) => [vpcId]),
    dhcpOptions: new Table<model.DhcpOptions>(journal, 'dopt', 'dhcpOption', 'InvalidDhcpOptionID'),
    ...aclTables(journal),
    keyPairs: new Table<model.KeyPair>(journal, 'key', 'key pair', 'InvalidKeyPair'),
    launchTemplates: new Table<LaunchTemplate>(journal, 'lt', 'launch template', 'InvalidLaunchTemplateId'),
  };
}
