import * as attributes from './instances/attributes.ts';
import { addForeignRoute, type ForeignRoute } from './routes/foreign.ts';
import * as gateways from './network/gateways.ts';
import * as interfaces from './network/interfaces.ts';
import { createKeyPair } from './instances/key-pairs.ts';
import { launch, type Launch, type LaunchInterface } from './instances/launch.ts';
import * as lifecycle from './instances/lifecycle.ts';
import type * as model from './model.ts';
import * as acls from './security/network-acls.ts';
import type { RouteView } from './routes/model.ts';
import * as routeTables from './routes/route-tables.ts';
import type { TargetReference } from './routes/targets.ts';
import { routesOf } from './routes/view.ts';
import * as routes from './routes/routes.ts';
import {
  authorize,
  createSecurityGroup,
  everythingFor,
  revoke,
  type SecurityGroupInput,
} from './security/security-groups.ts';
import { createSubnet, type SubnetInput } from './network/subnets.ts';
import type { TagInput } from './resource.ts';
import { addToGroup, createTags, deleteTags } from './tags.ts';
import { encodeUserData, setUserData } from './instances/user-data.ts';
import { associateCidr, createVpc, type VpcInput } from './network/vpcs.ts';
import { TransactionalState } from './transactional-state.ts';

/** An instance to start, with the interfaces listed or else with one in `subnetId`. */
export interface InstanceInput extends Omit<Launch, 'count' | 'interfaces' | 'userData' | 'clientToken'> {
  readonly subnetId?: string;
  readonly privateIpAddress?: string;
  readonly groupIds?: readonly string[];
  readonly interfaces?: readonly LaunchInterface[];
  /** Plain; it is encoded here. */
  readonly userData?: string | Uint8Array;
}

/**
 * The account behind the local EC2. The methods are for set-up and inspection without HTTP; they follow the same rules
 * as the API, refuse with the same errors, and each is one write as far as stale reads go.
 */
export class Ec2Backend extends TransactionalState {
  createVpc(input: VpcInput): model.Vpc {
    return this.write((state) => createVpc(state, input));
  }

  associateCidr(vpcId: string, cidr: string): model.CidrAssociation {
    return this.write((state) => associateCidr(state, vpcId, cidr));
  }

  createSubnet(input: SubnetInput): model.Subnet {
    return this.write((state) => createSubnet(state, input));
  }

  /** Creates an internet gateway attached to the VPC. */
  createInternetGateway(vpcId: string, tags?: TagInput): model.InternetGateway {
    return this.write((state) => {
      const gateway = gateways.createInternetGateway(state, tags);
      gateways.attachInternetGateway(state, gateway.id, vpcId);
      return state.gateways.need(gateway.id);
    });
  }

  createSecurityGroup(input: SecurityGroupInput): model.SecurityGroup {
    return this.write((state) => createSecurityGroup(state, input));
  }

  allowFrom(groupId: string, range: string): void {
    this.write((state) => authorize(state, groupId, 'ingress', [everythingFor(range)]));
  }

  /** Takes a rule for everything, from or to `range`, out of the group again. */
  revokeFrom(groupId: string, direction: 'ingress' | 'egress', range: string): void {
    this.write((state) => revoke(state, groupId, direction, [everythingFor(range)]));
  }

  /** Puts a rule into the default network ACL of a VPC, for what comes in. `protocol` as on the wire. */
  addAclRule(vpcId: string, number: number, action: 'allow' | 'deny', range: string, protocol = '-1'): void {
    this.write((state) => acls.addRule(state, vpcId, { number, action, range, protocol }));
  }

  createRouteTable(input: routeTables.RouteTableInput): model.RouteTable {
    return this.write((state) => routeTables.createRouteTable(state, input));
  }

  associateRouteTable(tableId: string, subnetId: string): model.RouteTableAssociation {
    return this.write((state) => routeTables.associateRouteTable(state, tableId, subnetId));
  }

  createRoute(tableId: string, destination: string, target: TargetReference): void {
    this.write((state) => routes.createRoute(state, tableId, destinationOf(destination), target));
  }

  replaceRoute(tableId: string, destination: string, target: TargetReference): void {
    this.write((state) => routes.replaceRoute(state, tableId, destinationOf(destination), target));
  }

  deleteRoute(tableId: string, destination: string): void {
    this.write((state) => routes.deleteRoute(state, tableId, destinationOf(destination)));
  }

  /** Adds any route without checks: propagated, to a NAT gateway, to another account's appliance... */
  addForeignRoute(tableId: string, route: ForeignRoute): void {
    this.write((state) => addForeignRoute(state, tableId, route));
  }

  /** The routes of a table as DescribeRouteTables would show them now. */
  routesOf(tableId: string): RouteView[] {
    return routesOf(this.state, tableId);
  }

  ensureKeyPair(name: string): void {
    const isThere = [...this.state.keyPairs.values()].some((pair) => pair.name === name);
    if (!isThere) this.write((state) => createKeyPair(state, name));
  }

  /** Starts an instance; it is `pending` until `settle`. */
  runInstance(input: InstanceInput): model.Instance {
    const { subnetId, privateIpAddress, groupIds, userData, ...rest } = input;
    const [instance] = this.write((state) =>
      launch(state, {
        interfaces: [{ subnetId, privateIpAddress, groupIds }],
        ...rest,
        count: 1,
        userData: encodeUserData(userData),
      }),
    );
    if (instance === undefined) throw new Error('nothing was launched');
    return instance;
  }

  /** The instance as it is now; undefined once it is purged. */
  instance(instanceId: string): model.Instance | undefined {
    return this.state.instances.get(instanceId);
  }

  /** The interfaces of an instance in the order of their device index. */
  interfacesOf(instanceId: string): model.NetworkInterface[] {
    return interfaces.interfacesOf(this.state, instanceId);
  }

  terminate(...instanceIds: string[]): void {
    this.write((state) => lifecycle.terminateInstances(state, instanceIds));
  }

  stop(...instanceIds: string[]): void {
    this.write((state) => lifecycle.stopInstances(state, instanceIds));
  }

  start(...instanceIds: string[]): void {
    this.write((state) => lifecycle.startInstances(state, instanceIds));
  }

  /** Ends the transition of every instance that is in one. */
  settle(): void {
    this.write(lifecycle.settleAll);
  }

  /** Ends the transition of one instance, if it still is in the state `from`. */
  settleInstance(instanceId: string, from: model.InstanceState): void {
    if (this.instance(instanceId)?.state !== from) return;
    this.write((state) => lifecycle.settleInstance(state, instanceId));
  }

  purge(): void {
    this.write(lifecycle.purgeTerminated);
  }

  /** Sets user data without asking whether the instance is stopped. */
  setUserData(instanceId: string, data: string | Uint8Array | undefined): void {
    this.write((state) => setUserData(state, instanceId, encodeUserData(data)));
  }

  /** Of an instance with one interface, or of an interface. */
  setSourceDestCheck(instanceOrInterfaceId: string, value: boolean): void {
    const set = instanceOrInterfaceId.startsWith('eni-')
      ? attributes.setInterfaceSourceDestCheck
      : attributes.setInstanceSourceDestCheck;
    this.write((state) => set(state, instanceOrInterfaceId, value));
  }

  createInterface(input: interfaces.InterfaceInput): model.NetworkInterface {
    return this.write((state) => interfaces.createInterface(state, input));
  }

  attachInterface(interfaceId: string, instanceId: string, deviceIndex: number): model.Attachment {
    return this.write((state) => interfaces.attachInterface(state, interfaceId, instanceId, deviceIndex));
  }

  detachInterface(attachmentId: string): void {
    this.write((state) => interfaces.detachInterface(state, attachmentId));
  }

  deleteInterface(interfaceId: string): void {
    this.write((state) => interfaces.deleteInterface(state, interfaceId));
  }

  tag(resourceId: string, tags: TagInput): void {
    this.write((state) => createTags(state, [resourceId], tags));
  }

  addToGroup(instanceId: string, group: string): void {
    this.write((state) => addToGroup(state, instanceId, group));
  }

  untag(resourceId: string, ...keys: string[]): void {
    const unwanted = keys.map((key) => ({ key }));
    this.write((state) => deleteTags(state, [resourceId], unwanted));
  }
}

function destinationOf(text: string): routes.DestinationInput {
  return { text, family: text.includes(':') ? 6 : 4 };
}
