import { dependencyViolation, Ec2Error, invalidValue } from '../../errors.ts';
import { parseCidr } from '../cidr.ts';
import type { AclEntry, NetworkAcl } from '../model.ts';
import { newResource, type TagInput } from '../resource.ts';
import type { State } from '../state.ts';

/** The rule that denies what no other rule matches; IPv6 has the number after it. */
const LAST_RULE = 32_767;

const EVERYWHERE = { 4: '0.0.0.0/0', 6: '::/0' } as const;

/** A rule in both directions, about everything. */
function both(number: number, action: AclEntry['action'], range: string): AclEntry[] {
  const cidr = parseCidr(range);
  if (cidr === undefined) throw new Error(`not a range: ${range}`);
  return [false, true].map((egress) => {
    return { number, egress, protocol: '-1', action, cidr, ports: undefined, icmp: undefined };
  });
}

function familiesOf(state: State, vpcId: string): (4 | 6)[] {
  return [...new Set(state.vpcs.need(vpcId).cidrs.map(({ cidr }) => cidr.family))];
}

const denials = (families: readonly (4 | 6)[]) =>
  families.flatMap((family) => both(family === 4 ? LAST_RULE : LAST_RULE + 1, 'deny', EVERYWHERE[family]));

const permits = (families: readonly (4 | 6)[]) =>
  families.flatMap((family) => both(family === 4 ? 100 : 101, 'allow', EVERYWHERE[family]));

function newAcl(state: State, vpcId: string, isDefault: boolean, entries: AclEntry[], tags?: TagInput): NetworkAcl {
  return state.acls.put({ ...newResource(state, 'acl', tags), vpcId, isDefault, entries, associations: [] });
}

/** The ACL that every VPC comes with lets everything pass. */
export function createDefaultAcl(state: State, vpcId: string): NetworkAcl {
  const families = familiesOf(state, vpcId);
  return newAcl(state, vpcId, true, [...permits(families), ...denials(families)]);
}

/** A custom ACL lets nothing pass. */
export function createNetworkAcl(state: State, vpcId: string, tags?: TagInput): NetworkAcl {
  return newAcl(state, vpcId, false, denials(familiesOf(state, vpcId)), tags);
}

/** Adds the IPv6 rules to the VPC's ACLs when it gets its first IPv6 range. */
export function openToIpv6(state: State, vpcId: string): void {
  for (const acl of state.aclsByVpc.find(vpcId)) {
    if (acl.entries.some(({ cidr }) => cidr.family === 6)) continue;
    const added = [...(acl.isDefault ? permits([6]) : []), ...denials([6])];
    state.acls.put({ ...acl, entries: [...acl.entries, ...added] });
  }
}

function defaultAclOf(state: State, vpcId: string): NetworkAcl {
  const acl = state.aclsByVpc.find(vpcId).find(({ isDefault }) => isDefault);
  if (acl === undefined) throw new Error(`${vpcId} has no default network ACL`);
  return acl;
}

function associate(state: State, acl: NetworkAcl, subnetId: string): string {
  const id = state.ids.next('aclassoc');
  state.acls.put({ ...acl, associations: [...acl.associations, { id, subnetId }] });
  return id;
}

export function associateDefaultAcl(state: State, vpcId: string, subnetId: string): void {
  associate(state, defaultAclOf(state, vpcId), subnetId);
}

export function dropAclAssociation(state: State, subnetId: string): void {
  for (const acl of state.aclsBySubnet.find(subnetId)) {
    state.acls.put({ ...acl, associations: acl.associations.filter((each) => each.subnetId !== subnetId) });
  }
}

/** Gives the subnet of an association another ACL. Answers the id of the new association. */
export function replaceAclAssociation(state: State, associationId: string, aclId: string): string {
  const target = state.acls.need(aclId);
  for (const acl of state.acls.values()) {
    const found = acl.associations.find(({ id }) => id === associationId);
    if (found === undefined) continue;
    if (acl.vpcId !== target.vpcId) {
      throw new Ec2Error('InvalidParameterValue', `Network ACL ${aclId} and subnet ${found.subnetId} differ in VPC`);
    }
    dropAclAssociation(state, found.subnetId);
    return associate(state, state.acls.need(aclId), found.subnetId);
  }
  const sentence = `The association ID '${associationId}' does not exist`;
  throw new Ec2Error('InvalidAssociationID.NotFound', sentence);
}

export function deleteNetworkAcl(state: State, aclId: string): void {
  const acl = state.acls.need(aclId);
  if (acl.isDefault) throw new Ec2Error('InvalidParameterValue', `cannot delete default network ACL ${aclId}`);
  if (acl.associations.length > 0) throw dependencyViolation('networkAcl', aclId);
  state.acls.remove(aclId);
}

const isSame = (one: Pick<AclEntry, 'number' | 'egress'>) => (other: AclEntry) =>
  one.number === other.number && one.egress === other.egress;

export function createEntry(state: State, aclId: string, entry: AclEntry): void {
  const acl = state.acls.need(aclId);
  if (entry.number < 1 || entry.number >= LAST_RULE) {
    throw invalidValue(`Value (${entry.number}) for parameter ruleNumber is invalid.`);
  }
  if (acl.entries.some(isSame(entry))) {
    const sentence = `The network acl entry identified by ${entry.number} already exists.`;
    throw new Ec2Error('NetworkAclEntryAlreadyExists', sentence);
  }
  state.acls.put({ ...acl, entries: [...acl.entries, entry] });
}

export function deleteEntry(state: State, aclId: string, number: number, egress: boolean): void {
  const acl = state.acls.need(aclId);
  if (number >= LAST_RULE || !acl.entries.some(isSame({ number, egress }))) {
    const sentence = `The network acl entry identified by ${number} does not exist.`;
    throw new Ec2Error('InvalidNetworkAclEntry.NotFound', sentence);
  }
  const rest = acl.entries.filter((each) => !isSame({ number, egress })(each));
  state.acls.put({ ...acl, entries: rest });
}

/** A rule for what comes into the subnets of the VPC's default ACL. */
export function addRule(
  state: State,
  vpcId: string,
  rule: { number: number; action: AclEntry['action']; range: string; protocol: string },
): void {
  const { number, action, range, protocol } = rule;
  const cidr = parseCidr(range);
  if (cidr === undefined) throw new Error(`not a range: ${range}`);
  const icmp = protocol === '1' ? { type: -1, code: -1 } : undefined;
  const entry = { number, action, cidr, protocol, egress: false, ports: undefined, icmp };
  createEntry(state, defaultAclOf(state, vpcId).id, entry);
}
