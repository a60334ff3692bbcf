import { parseCidr } from 'cidr-tools';
import { type AclEntry, AWS_TUTORIAL, createTutorialNetwork, type LocalEc2, type Permission } from '../../../../infra/local/aws.ts';
import type { AwsFault, AwsFleet, AwsRule } from './fleet.ts';

/** A node, and the range of its pods. */
export interface BuiltNode {
  readonly id: string;
  readonly range: string;
}

type Backend = LocalEc2['backend'];

const pick = <Item>(items: readonly Item[], number: number): Item => {
  const item = items[number % items.length];
  if (item === undefined) throw new Error('there is nothing to pick from');
  return item;
};

function cidrOf(text: string): AclEntry['cidr'] {
  const { start, end } = parseCidr(text);
  return { text, family: 4, prefix: Number(text.split('/')[1]), start, end };
}

class Builder {
  readonly #backend: Backend;
  readonly #network: ReturnType<typeof createTutorialNetwork>;
  readonly #subnets: string[] = [];
  readonly #tables: string[];
  readonly nodes: BuiltNode[] = [];

  constructor(backend: Backend) {
    this.#backend = backend;
    this.#network = createTutorialNetwork(backend);
    const { routeTableId, securityGroupId } = this.#network;
    this.#tables = [routeTableId];
    backend.allowFrom(securityGroupId, '10.99.0.0/16');
  }

  build({ subnets, nodes, faults }: AwsFleet): void {
    for (const [i, table] of subnets.entries()) this.#addSubnet(i, table);
    for (const [i, node] of nodes.entries()) this.#boot(i, node);
    this.#backend.settle();
    for (const [i, { second }] of nodes.entries()) this.#connect(i, second !== null);
    for (const fault of faults) this.#apply(fault);
    this.#backend.settle();
  }

  #addSubnet(i: number, table: AwsFleet['subnets'][number]): void {
    const { vpcId, routeTableId, subnetId } = this.#network;
    if (i === 0) return void this.#subnets.push(subnetId);
    const cidr = `10.241.${i}.0/24`;
    this.#backend.associateCidr(vpcId, cidr);
    const { id } = this.#backend.createSubnet({ vpcId, cidr });
    this.#subnets.push(id);
    if (table === 'main table') return;
    const own = table === 'own table' ? this.#newTable() : routeTableId;
    this.#backend.associateRouteTable(own, id);
  }

  #newTable(): string {
    const { id } = this.#backend.createRouteTable({ vpcId: this.#network.vpcId, tags: AWS_TUTORIAL.clusterTag });
    this.#tables.push(id);
    return id;
  }

  #boot(i: number, { subnet, second, states }: AwsFleet['nodes'][number]): void {
    const groupIds = [this.#network.securityGroupId];
    const range = states === 'a range outside' ? `10.99.${i}.0/24` : `10.200.${i}.0/24`;
    const others = second === null ? [] : [{ subnetId: pick(this.#subnets, second.subnet), groupIds, deviceIndex: 1 }];
    const { id } = this.#backend.runInstance({
      interfaces: [{ subnetId: pick(this.#subnets, subnet), groupIds, deviceIndex: 0 }, ...others],
      tags: { Name: `worker-${i}`, ...AWS_TUTORIAL.clusterTag },
      ...(states === 'nothing' ? {} : { userData: `pod-cidr=${range}` }),
    });
    for (const { id: nic, attachment } of this.#backend.interfacesOf(id)) {
      this.#backend.setSourceDestCheck(nic, attachment?.deviceIndex === 1 && second?.isCheckOn === true);
    }
    this.nodes.push({ id, range });
  }

  /** All tables get the route, as the function would make it; or to the second interface, as somebody did by hand. */
  #connect(i: number, bySecond: boolean): void {
    const { id, range } = pick(this.nodes, i);
    const [, second] = this.#backend.interfacesOf(id);
    for (const table of this.#tables) {
      if (bySecond && second !== undefined) this.#backend.createRoute(table, range, { field: 'networkInterfaceId', id: second.id });
      else this.#route(table, range, i);
    }
  }

  #route(table: string, destination: string, node: number): void {
    const [nic] = this.#backend.interfacesOf(pick(this.nodes, node).id);
    if (nic === undefined) return;
    const isThere = this.#backend.routesOf(table).some((route) => route.destination === destination);
    const target = { field: 'networkInterfaceId', id: nic.id } as const;
    if (isThere) this.#backend.replaceRoute(table, destination, target);
    else this.#backend.createRoute(table, destination, target);
  }

  #delete(table: string, destination: string): void {
    const isThere = this.#backend.routesOf(table).some((route) => route.destination === destination);
    if (isThere) this.#backend.deleteRoute(table, destination);
  }

  #partOf(node: number, part: string): string {
    return pick(this.nodes, node).range.replace('.0/24', part);
  }

  #apply(fault: AwsFault): void {
    const backend = this.#backend;
    switch (fault.kind) {
      case 'route-deleted':
        return this.#delete(pick(this.#tables, fault.table), pick(this.nodes, fault.to).range);
      case 'route-replaced':
        return this.#route(pick(this.#tables, fault.table), pick(this.nodes, fault.to).range, fault.by);
      case 'part-routed':
        return this.#route(pick(this.#tables, fault.table), this.#partOf(fault.to, fault.part), fault.by);
      case 'all-routed':
        return this.#route(pick(this.#tables, fault.table), fault.range, fault.by);
      case 'gateway-routed': {
        const [table, destination] = [pick(this.#tables, fault.table), this.#partOf(fault.to, fault.part)];
        this.#delete(table, destination);
        return backend.createRoute(table, destination, { field: 'gatewayId', id: this.#network.gatewayId });
      }
      case 'propagated': {
        const target = { field: 'gatewayId', id: 'vgw-1' } as const;
        const { range: destination } = pick(this.nodes, fault.to);
        return backend.addForeignRoute(pick(this.#tables, fault.table), { destination, target, origin: 'EnableVgwRoutePropagation' });
      }
      case 'table-of-subnet':
        return this.#useTable(pick(this.#subnets, fault.subnet), pick(['main', ...this.#tables], fault.table));
      case 'check-on': {
        const nics = backend.interfacesOf(pick(this.nodes, fault.node).id);
        if (nics.length > 0) backend.setSourceDestCheck(pick(nics, fault.nic).id, true);
        return;
      }
      case 'stopped':
        if (backend.instance(pick(this.nodes, fault.node).id)?.state === 'running') backend.stop(pick(this.nodes, fault.node).id);
        return backend.settle();
      case 'terminated':
        if (backend.instance(pick(this.nodes, fault.node).id) !== undefined) backend.terminate(pick(this.nodes, fault.node).id);
        return backend.settle();
      case 'own-group':
        return this.#giveGroup(fault);
      case 'acl-rules':
        return this.#giveAcl(fault);
    }
  }

  #useTable(subnet: string, table: string): void {
    const { state } = this.#backend;
    const [current] = state.routeTablesBySubnet.find(subnet);
    this.#backend.write(({ routeTables }) => {
      if (current === undefined) return;
      const associations = current.associations.filter(({ subnetId }) => subnetId !== subnet);
      routeTables.put({ ...current, associations });
    });
    if (table !== 'main') this.#backend.associateRouteTable(table, subnet);
  }

  #rangeOf({ range, node }: AwsRule): string {
    return range === 'of a node' ? pick(this.nodes, node).range : range;
  }

  #giveGroup({ node, rules, isAdded }: Extract<AwsFault, { kind: 'own-group' }>): void {
    const { vpcId, securityGroupId } = this.#network;
    const nics = this.#backend.interfacesOf(pick(this.nodes, node).id);
    const name = `own-${[...this.#backend.state.groups.values()].length}`;
    const { id } = this.#backend.createSecurityGroup({ vpcId, name, description: name });
    const permissions = (direction: AwsRule['direction']) =>
      rules
        .filter((rule) => rule.direction === direction)
        .map((rule): Permission => {
          const isAll = rule.protocol === '-1';
          const ports = isAll ? undefined : rule.protocol === '1' ? -1 : 0;
          const toPort = isAll ? undefined : rule.protocol === '1' ? -1 : 65_535;
          const named = { ipv6Ranges: [], prefixListIds: [], groupIds: [] };
          return { ...named, protocol: isAll ? '-1' : rule.protocol, fromPort: ports, toPort, ranges: [this.#rangeOf(rule)] };
        });
    this.#backend.write(({ groups, interfaces }) => {
      groups.put({ ...groups.need(id), ingress: permissions('ingress'), egress: permissions('egress') });
      for (const nic of nics) interfaces.put({ ...nic, groupIds: isAdded ? [securityGroupId, id] : [id] });
    });
  }

  /** The subnet gets an ACL of its own that begins with these rules and then lets everything pass. */
  #giveAcl({ subnet, rules }: Extract<AwsFault, { kind: 'acl-rules' }>): void {
    const subnetId = pick(this.#subnets, subnet);
    this.#backend.write(({ acls, aclsBySubnet, ids }) => {
      const [current] = aclsBySubnet.find(subnetId);
      if (current === undefined) return;
      acls.put({ ...current, associations: current.associations.filter((each) => each.subnetId !== subnetId) });
      const [example] = current.entries;
      if (example === undefined) return;
      const added = rules.map(({ rule, isAllowed, number }): AclEntry => {
        const text = this.#rangeOf(rule);
        const icmp = rule.protocol === '1' ? { type: -1, code: -1 } : undefined;
        const action = isAllowed ? 'allow' : 'deny';
        const cidr = cidrOf(text);
        return { number, egress: rule.direction === 'egress', protocol: rule.protocol, action, cidr, ports: undefined, icmp };
      });
      const isTaken = (entry: AclEntry) => added.some(({ number, egress }) => number === entry.number && egress === entry.egress);
      const entries = [...new Map(added.map((entry) => [`${entry.number} ${entry.egress}`, entry])).values()];
      const associations = [{ id: ids.next('aclassoc'), subnetId }];
      const rest = current.entries.filter((entry) => !isTaken(entry));
      acls.put({ ...current, id: ids.next('acl'), isDefault: false, entries: [...entries, ...rest], associations });
    });
  }
}

/** Makes the fleet in a local EC2. */
export function buildAwsFleet({ backend }: LocalEc2, fleet: AwsFleet): readonly BuiltNode[] {
  const builder = new Builder(backend);
  builder.build(fleet);
  return builder.nodes;
}
