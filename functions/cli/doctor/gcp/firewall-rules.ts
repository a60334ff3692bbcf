import * as z from 'zod/mini';
import type { GcpConfig } from '../../../../shared/gcp/config.ts';
import { canonicalCidrs } from '../../../../shared/reconcile/cidr.ts';
import type { FilterRule } from '../judge/packet-filter.ts';
import type { Rest } from './rest.ts';

const Traffic = z.object({ IPProtocol: z.string(), ports: z.optional(z.array(z.string())) });
const texts = z.optional(z.array(z.string()));

const Firewall = z.object({
  name: z.string(),
  priority: z.optional(z.number()),
  direction: z.optional(z.string()),
  disabled: z.optional(z.boolean()),
  allowed: z.optional(z.array(Traffic)),
  denied: z.optional(z.array(Traffic)),
  sourceRanges: texts,
  sourceTags: texts,
  sourceServiceAccounts: texts,
  destinationRanges: texts,
  targetTags: texts,
  targetServiceAccounts: texts,
});

const PolicyRule = z.object({
  priority: z.optional(z.number()),
  direction: z.optional(z.string()),
  action: z.optional(z.string()),
  disabled: z.optional(z.boolean()),
  targetServiceAccounts: texts,
  targetSecureTags: z.optional(z.array(z.unknown())),
  match: z.optional(
    z.looseObject({
      srcIpRanges: texts,
      destIpRanges: texts,
      layer4Configs: z.optional(z.array(z.object({ ipProtocol: z.string(), ports: texts }))),
    }),
  ),
});

const Policy = z.object({
  name: z.optional(z.string()),
  displayName: z.optional(z.string()),
  shortName: z.optional(z.string()),
  type: z.optional(z.string()),
  priority: z.optional(z.number()),
  rules: z.optional(z.array(PolicyRule)),
});

const Effective = z.object({
  firewalls: z.optional(z.array(Firewall)),
  firewallPolicys: z.optional(z.array(Policy)),
});

type Firewall = z.infer<typeof Firewall>;
type PolicyRule = z.infer<typeof PolicyRule>;
type Policy = z.infer<typeof Policy>;

export type Direction = 'INGRESS' | 'EGRESS';

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

const NAMES: Readonly<Record<string, keyof FilterRule['protocols']>> = {
  '6': 'tcp',
  '17': 'udp',
  '1': 'icmp',
  '58': 'icmp',
  tcp: 'tcp',
  udp: 'udp',
  icmp: 'icmp',
  ipv6_icmp: 'icmp',
};

function protocolsOf(traffic: readonly { readonly protocol: string; readonly ports: readonly string[] }[]) {
  const protocols: Partial<Record<'tcp' | 'udp' | 'icmp', 'all' | 'some'>> = {};
  for (const { protocol, ports } of traffic) {
    if (protocol === 'all') return { tcp: 'all', udp: 'all', icmp: 'all' } as const;
    const known = NAMES[protocol];
    if (known === undefined) continue;
    const isAll = ports.length === 0 || ports.includes('0-65535') || ports.includes('1-65535');
    protocols[known] = isAll || protocols[known] === 'all' ? 'all' : 'some';
  }
  return protocols;
}

/** Sources by tag or account are the VMs' own addresses; pods have others. */
function rangesOf(rule: Firewall, direction: Direction): readonly string[] {
  if (direction === 'EGRESS') return rule.destinationRanges ?? EVERYWHERE;
  const byVm = [...(rule.sourceTags ?? []), ...(rule.sourceServiceAccounts ?? [])];
  return rule.sourceRanges ?? (byVm.length > 0 ? [] : EVERYWHERE);
}

function fromFirewall(rule: Firewall): TargetedRule[] {
  if (rule.disabled === true) return [];
  const direction = rule.direction === 'EGRESS' ? 'EGRESS' : 'INGRESS';
  const traffic = (rule.denied ?? rule.allowed ?? []).map(({ IPProtocol, ports = [] }) => ({
    protocol: IPProtocol,
    ports,
  }));
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
  const direction = rule.direction === 'EGRESS' ? 'EGRESS' : 'INGRESS';
  const ranges = direction === 'EGRESS' ? rule.match?.destIpRanges : rule.match?.srcIpRanges;
  const beyond = beyondOf(rule);
  const traffic = (rule.match?.layer4Configs ?? []).map(({ ipProtocol, ports = [] }) => ({
    protocol: ipProtocol,
    ports,
  }));
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
