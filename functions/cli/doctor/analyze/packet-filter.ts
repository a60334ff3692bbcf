import { type AddressFamily, type Cidr, familyOf } from '../../../../shared/reconcile/model/ranges/cidr.ts';
import { groupBy } from '../../../../shared/reconcile/model/group-by.ts';
import { intersect, subtract } from './cidr-sets.ts';
import { type MatchedProtocols, type Protocol, PROTOCOLS, ruleProtocol } from './protocols.ts';

export const DIRECTIONS = ['ingress', 'egress'] as const;

export type Direction = (typeof DIRECTIONS)[number];

/** A rule of a firewall, for one direction. */
export interface FilterRule {
  /** For people: `rule 90`, `firewall rule deny-all`. */
  readonly name: string;
  /** `next`: what it matches is for the next level to decide. */
  readonly action: 'allow' | 'deny' | 'next';
  /** The addresses at the other end. */
  readonly ranges: readonly Cidr[];
  readonly protocols: MatchedProtocols;
}

/** Rules in the order in which they are tried; the first that matches decides. */
export type RuleList<Rule extends FilterRule = FilterRule> = readonly Rule[];

/** What packets go through: levels of rules and `otherwise`, the answer where no rule matches. */
export interface PacketFilter<Rule extends FilterRule = FilterRule> {
  readonly levels: readonly RuleList<Rule>[];
  readonly defaultAction: 'allow' | 'deny';
}

/**
 * What becomes of packets. `closed`: all TCP or all UDP from or to some addresses is dropped. `narrow`: less than that is.
 */
export type Reachability<Rule extends FilterRule = FilterRule> =
  { readonly status: 'open' } | BlockedReachability<Rule>;

export interface BlockedReachability<Rule extends FilterRule = FilterRule> {
  readonly status: 'closed' | 'narrow';
  /** The addresses that are cut off or, where none are, those that some packets do not come through from or to. */
  readonly ranges: readonly Cidr[];
  /** Dropped as a whole. */
  readonly whole: readonly Protocol[];
  /** Dropped in part: certain ports or types. */
  readonly partly: readonly Protocol[];
  /** The rule that drops them; undefined where it is that no rule lets them in. */
  readonly by?: Rule;
}

interface Drop<Rule> {
  readonly protocol: Protocol;
  readonly ranges: readonly Cidr[];
  readonly whole: boolean;
  readonly by?: Rule;
}

interface EvaluationState<Rule> {
  /** What no rule has decided yet. */
  undecided: Cidr[];
  /** Of that, what some rule lets pass in part. */
  partlyAllowed: Cidr[];
  readonly drops: Drop<Rule>[];
}

/** Drops of `hit`: in part where some of its packets were let pass before. */
function dropsFor<Rule>(
  protocol: Protocol,
  matched: readonly Cidr[],
  partlyAllowed: readonly Cidr[],
  by?: Rule,
): Drop<Rule>[] {
  const [some, none] = [intersect(matched, partlyAllowed), subtract(matched, partlyAllowed)];
  const drop = { protocol, ...(by === undefined ? {} : { by }) };
  return [
    ...(some.length > 0 ? [{ ...drop, ranges: some, whole: false }] : []),
    ...(none.length > 0 ? [{ ...drop, ranges: none, whole: true }] : []),
  ];
}

/** Takes what is left through one level; what passes on to the next is left after it. */
function evaluateRuleList<Rule extends FilterRule>(
  state: EvaluationState<Rule>,
  rules: RuleList<Rule>,
  protocol: Protocol,
  family: AddressFamily,
): void {
  const delegated: Cidr[] = [];
  for (const rule of rules) {
    const extent = rule.protocols[ruleProtocol(protocol, family)];
    const matched = intersect(state.undecided, rule.ranges);
    if (extent === undefined || matched.length === 0) continue;
    if (extent === 'some') {
      if (rule.action === 'allow') state.partlyAllowed.push(...matched);
      if (rule.action === 'deny') state.drops.push({ protocol, ranges: matched, whole: false, by: rule });
      continue;
    }
    state.undecided = subtract(state.undecided, matched);
    if (rule.action === 'next') delegated.push(...matched);
    if (rule.action === 'deny') state.drops.push(...dropsFor(protocol, matched, state.partlyAllowed, rule));
  }
  state.undecided.push(...delegated);
}

function dropsOf<Rule extends FilterRule>(
  { levels: ruleLists, defaultAction }: PacketFilter<Rule>,
  ranges: readonly Cidr[],
  protocol: Protocol,
): Drop<Rule>[] {
  return [...groupBy(ranges, familyOf)].flatMap(([family, undecided]) => {
    const state: EvaluationState<Rule> = { undecided, partlyAllowed: [], drops: [] };
    for (const level of ruleLists) evaluateRuleList(state, level, protocol, family);
    const end = defaultAction === 'deny' ? dropsFor<Rule>(protocol, state.undecided, state.partlyAllowed) : [];
    return [...state.drops, ...end];
  });
}

/**
 * What becomes of packets between pods and `ranges`, on their way through a filter. Pure; judges TCP, UDP and ICMP apart,
 * since some let in everything by naming the three.
 */
export function evaluateReachability<Rule extends FilterRule>(
  filter: PacketFilter<Rule>,
  ranges: readonly Cidr[],
  protocols: readonly Protocol[] = PROTOCOLS,
): Reachability<Rule> {
  const drops = protocols.flatMap((protocol) => dropsOf(filter, ranges, protocol));
  const complete = drops.filter(({ protocol, whole }) => whole && protocol !== 'icmp');
  const reported = complete.length > 0 ? complete : drops;
  const [first] = reported;
  if (first === undefined) return { status: 'open' };
  const isWhole = (protocol: Protocol) => drops.some((drop) => drop.protocol === protocol && drop.whole);
  const hit = PROTOCOLS.filter((protocol) => drops.some((drop) => drop.protocol === protocol));
  return {
    status: complete.length > 0 ? 'closed' : 'narrow',
    ranges: [...new Set(reported.flatMap((drop) => drop.ranges))],
    whole: hit.filter(isWhole),
    partly: hit.filter((protocol) => !isWhole(protocol)),
    ...(first.by === undefined ? {} : { by: first.by }),
  };
}
