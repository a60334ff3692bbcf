import type { GcpConfig } from '../../../../../shared/gcp/config.ts';
import { canonicalCidrs } from '../../../../../shared/reconcile/model/ranges/cidr.ts';
import type { Direction, FilterRule } from '../../analyze/packet-filter.ts';
import { protocolsOf, type Traffic } from '../../analyze/protocols.ts';
import type { RestClient } from '../rest-client.ts';
import { Effective, type Firewall, type Policy, type PolicyRule } from './schemas.ts';

/** A rule with its target VMs: all where it names none. */
export interface TargetedRule extends FilterRule {
  readonly direction: Direction;
  readonly priority: number;
  readonly targetTags: readonly string[];
  readonly targetServiceAccounts: readonly string[];
  /** The VPC firewall rule that it is; undefined for a rule of a policy. */
  readonly firewall?: string;
  /** Criteria beside addresses, protocols and service accounts. */
  readonly otherCriteria: readonly string[];
}

export interface EffectiveFirewalls {
  /** Policies of organisation and folders, then VPC rules and network policies in the order of the network. */
  readonly ruleLists: readonly (readonly TargetedRule[])[];
  /** Names of VPC firewall rules that are taken, switched off or not. */
  readonly names: ReadonlySet<string>;
}

const EVERYWHERE = ['0.0.0.0/0', '::/0'];

const matchedProtocols = (protocol: string, ports: readonly string[] = []): Traffic => ({
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

function vpcFirewallRules(rule: Firewall): TargetedRule[] {
  if (rule.disabled === true) return [];
  const direction = directionOf(rule);
  const traffic = (rule.denied ?? rule.allowed ?? []).map(({ IPProtocol, ports }) =>
    matchedProtocols(IPProtocol, ports),
  );
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
      otherCriteria: [],
    },
  ];
}

/** What a policy's rule matches by, beside ranges and protocols. */
function otherCriteriaOf({ match = {}, targetSecureTags = [] }: PolicyRule): string[] {
  const known = new Set(['srcIpRanges', 'destIpRanges', 'layer4Configs']);
  const fields = Object.entries(match).filter(
    ([name, value]) => !known.has(name) && Array.isArray(value) && value.length > 0,
  );
  return [...fields.map(([name]) => name), ...(targetSecureTags.length > 0 ? ['targetSecureTags'] : [])];
}

const ACTIONS: Readonly<Record<string, FilterRule['action']>> = { allow: 'allow', deny: 'deny', goto_next: 'next' };

function policyRules({ shortName, displayName, name }: Policy, rule: PolicyRule): TargetedRule[] {
  const action = ACTIONS[rule.action ?? ''];
  if (rule.disabled === true || action === undefined) return [];
  const direction = directionOf(rule);
  const ranges = direction === 'egress' ? rule.match?.destIpRanges : rule.match?.srcIpRanges;
  const otherCriteria = otherCriteriaOf(rule);
  const traffic = (rule.match?.layer4Configs ?? []).map(({ ipProtocol, ports }) => matchedProtocols(ipProtocol, ports));
  return [
    {
      name: `rule ${rule.priority ?? 0} of policy ${shortName ?? displayName ?? name ?? ''}`,
      action,
      direction,
      priority: rule.priority ?? 0,
      ranges: canonicalCidrs(ranges ?? (otherCriteria.length > 0 ? [] : EVERYWHERE)),
      protocols: protocolsOf(traffic),
      targetTags: [],
      targetServiceAccounts: rule.targetServiceAccounts ?? [],
      otherCriteria,
    },
  ];
}

/** By priority; of equal ones a denial goes first. */
function byPriority(rules: readonly TargetedRule[]): TargetedRule[] {
  return rules.toSorted((a, b) => a.priority - b.priority || Number(a.action !== 'deny') - Number(b.action !== 'deny'));
}

const ruleListOf = (policy: Policy) => byPriority((policy.rules ?? []).flatMap((rule) => policyRules(policy, rule)));

/**
 * Reads every rule that packets in the network meet.
 *
 * @param order whether policies of the network are asked before or after its firewall rules, as the network says
 */
export async function readFirewalls(
  rest: RestClient,
  config: GcpConfig,
  order: string | undefined,
): Promise<EffectiveFirewalls> {
  const path = `projects/${config.networkProject}/global/networks/${config.network}/getEffectiveFirewalls`;
  const permission = 'compute.networks.getEffectiveFirewalls';
  const found = await rest.get({ api: 'compute', path, schema: Effective, permission });
  const policies = found?.firewallPolicys ?? [];
  const hierarchicalPolicies = policies.filter(({ type }) => type === 'HIERARCHY').map(ruleListOf);
  const networkPolicies = policies
    .filter(({ type }) => type === 'NETWORK')
    .toSorted((a, b) => (a.priority ?? 0) - (b.priority ?? 0))
    .map(ruleListOf);
  const classic = byPriority((found?.firewalls ?? []).flatMap(vpcFirewallRules));
  const names = new Set((found?.firewalls ?? []).map(({ name }) => name));
  const ownLists = order === 'BEFORE_CLASSIC_FIREWALL' ? [...networkPolicies, classic] : [classic, ...networkPolicies];
  return { names, ruleLists: [...hierarchicalPolicies, ...ownLists] };
}
