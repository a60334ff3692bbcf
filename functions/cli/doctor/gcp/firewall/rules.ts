import type { GcpConfig } from '../../../../../shared/gcp/config.ts';
import { canonicalCidrs } from '../../../../../shared/reconcile/cidr.ts';
import type { Direction, FilterRule } from '../../judge/packet-filter.ts';
import { protocolsOf, type Traffic } from '../../judge/protocols.ts';
import type { Rest } from '../rest.ts';
import { Effective, type Firewall, type Policy, type PolicyRule } from './schemas.ts';

/** A rule with the VMs that it is for: all where it names none. */
export interface TargetedRule extends FilterRule {
  readonly direction: Direction;
  readonly priority: number;
  readonly targetTags: readonly string[];
  readonly targetServiceAccounts: readonly string[];
  /** The VPC firewall rule that it is; undefined for a rule of a policy. */
  readonly firewall?: string;
  /** What it goes by, if that is more than addresses, protocols and service accounts. */
  readonly beyond: readonly string[];
}

/** What packets in the network go through. */
export interface Firewalls {
  /** Policies of organisation and folders, then VPC rules and network policies in the order of the network. */
  readonly levels: readonly (readonly TargetedRule[])[];
  /** Names of VPC firewall rules that are taken, switched off or not. */
  readonly names: ReadonlySet<string>;
}

const EVERYWHERE = ['0.0.0.0/0', '::/0'];

const matched = (protocol: string, ports: readonly string[] = []): Traffic => ({
  protocol,
  isAll: ports.length === 0 || ports.includes('0-65535') || ports.includes('1-65535'),
});

const directionOf = ({ direction }: Firewall | PolicyRule): Direction =>
  direction === 'EGRESS' ? 'egress' : 'ingress';

/** Sources by tag or account are the VMs' own addresses; pods have others. */
function rangesOf(rule: Firewall, direction: Direction): readonly string[] {
  if (direction === 'egress') return rule.destinationRanges ?? EVERYWHERE;
  const byVm = [...(rule.sourceTags ?? []), ...(rule.sourceServiceAccounts ?? [])];
  return rule.sourceRanges ?? (byVm.length > 0 ? [] : EVERYWHERE);
}

function fromFirewall(rule: Firewall): TargetedRule[] {
  if (rule.disabled === true) return [];
  const direction = directionOf(rule);
  const traffic = (rule.denied ?? rule.allowed ?? []).map(({ IPProtocol, ports }) => matched(IPProtocol, ports));
  return [
    {
      name: `firewall rule ${rule.name}`,
      firewall: rule.name,
      action: rule.denied === undefined ? 'allow' : 'deny',
      direction,
      priority: rule.priority ?? 1000,
      ranges: canonicalCidrs(rangesOf(rule, direction)),
      protocols: protocolsOf(traffic),
      targetTags: rule.targetTags ?? [],
      targetServiceAccounts: rule.targetServiceAccounts ?? [],
      beyond: [],
    },
  ];
}

/** What a policy's rule matches by, beside ranges and protocols. */
function beyondOf({ match = {}, targetSecureTags = [] }: PolicyRule): string[] {
  const known = new Set(['srcIpRanges', 'destIpRanges', 'layer4Configs']);
  const fields = Object.entries(match).filter(
    ([name, value]) => !known.has(name) && Array.isArray(value) && value.length > 0,
  );
  return [...fields.map(([name]) => name), ...(targetSecureTags.length > 0 ? ['targetSecureTags'] : [])];
}

const ACTIONS: Readonly<Record<string, FilterRule['action']>> = { allow: 'allow', deny: 'deny', goto_next: 'next' };

function fromPolicy({ shortName, displayName, name }: Policy, rule: PolicyRule): TargetedRule[] {
  const action = ACTIONS[rule.action ?? ''];
  if (rule.disabled === true || action === undefined) return [];
  const direction = directionOf(rule);
  const ranges = direction === 'egress' ? rule.match?.destIpRanges : rule.match?.srcIpRanges;
  const beyond = beyondOf(rule);
  const traffic = (rule.match?.layer4Configs ?? []).map(({ ipProtocol, ports }) => matched(ipProtocol, ports));
  return [
    {
      name: `rule ${rule.priority ?? 0} of policy ${shortName ?? displayName ?? name ?? ''}`,
      action,
      direction,
      priority: rule.priority ?? 0,
      ranges: canonicalCidrs(ranges ?? (beyond.length > 0 ? [] : EVERYWHERE)),
      protocols: protocolsOf(traffic),
      targetTags: [],
      targetServiceAccounts: rule.targetServiceAccounts ?? [],
      beyond,
    },
  ];
}

/** By priority; of equal ones a denial goes first. */
function inOrder(rules: readonly TargetedRule[]): TargetedRule[] {
  return rules.toSorted((a, b) => a.priority - b.priority || Number(a.action !== 'deny') - Number(b.action !== 'deny'));
}

const levelOf = (policy: Policy) => inOrder((policy.rules ?? []).flatMap((rule) => fromPolicy(policy, rule)));

/**
 * Reads every rule that packets in the network meet.
 *
 * @param order whether policies of the network are asked before or after its firewall rules, as the network says
 */
export async function readFirewalls(rest: Rest, config: GcpConfig, order: string | undefined): Promise<Firewalls> {
  const found = await rest.get({
    api: 'compute',
    path: `projects/${config.networkProject}/global/networks/${config.network}/getEffectiveFirewalls`,
    schema: Effective,
    permission: 'compute.networks.getEffectiveFirewalls',
  });
  const policies = found?.firewallPolicys ?? [];
  const above = policies.filter(({ type }) => type === 'HIERARCHY').map(levelOf);
  const beside = policies
    .filter(({ type }) => type === 'NETWORK')
    .toSorted((a, b) => (a.priority ?? 0) - (b.priority ?? 0))
    .map(levelOf);
  const classic = inOrder((found?.firewalls ?? []).flatMap(fromFirewall));
  const policiesFirst = order === 'BEFORE_CLASSIC_FIREWALL';
  const names = new Set((found?.firewalls ?? []).map(({ name }) => name));
  return { names, levels: [...above, ...(policiesFirst ? [...beside, classic] : [classic, ...beside])] };
}
