import type { Cidr } from '../../../../shared/reconcile/cidr.ts';
import { intersect, subtract } from './ranges.ts';
import { type Matched, type Protocol, PROTOCOLS } from './protocols.ts';

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
  readonly protocols: Matched;
}

/** Rules in the order in which they are tried; the first that matches decides. */
export type Level<Rule extends FilterRule = FilterRule> = readonly Rule[];

/** What packets go through: levels of rules and `otherwise`, the answer where no rule matches. */
export interface PacketFilter<Rule extends FilterRule = FilterRule> {
  readonly levels: readonly Level<Rule>[];
  readonly otherwise: 'allow' | 'deny';
}

/**
 * What becomes of packets. `closed`: all TCP or all UDP from or to some addresses is dropped. `narrow`: less than that is.
 */
export type Passage<Rule extends FilterRule = FilterRule> = { readonly is: 'open' } | Blocked<Rule>;

export interface Blocked<Rule extends FilterRule = FilterRule> {
  readonly is: 'closed' | 'narrow';
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

interface Walk<Rule> {
  /** What no rule has decided yet. */
  left: Cidr[];
  /** Of that, what some rule lets pass in part. */
  partly: Cidr[];
  readonly drops: Drop<Rule>[];
}

/** Drops of `hit`: in part where some of its packets were let pass before. */
function dropped<Rule>(protocol: Protocol, hit: readonly Cidr[], partly: readonly Cidr[], by?: Rule): Drop<Rule>[] {
  const [some, none] = [intersect(hit, partly), subtract(hit, partly)];
  const drop = { protocol, ...(by === undefined ? {} : { by }) };
  return [
    ...(some.length > 0 ? [{ ...drop, ranges: some, whole: false }] : []),
    ...(none.length > 0 ? [{ ...drop, ranges: none, whole: true }] : []),
  ];
}

/** Takes what is left through one level; what passes on to the next is left after it. */
function descend<Rule extends FilterRule>(walk: Walk<Rule>, level: Level<Rule>, protocol: Protocol): void {
  const onward: Cidr[] = [];
  for (const rule of level) {
    const extent = rule.protocols[protocol];
    const hit = intersect(walk.left, rule.ranges);
    if (extent === undefined || hit.length === 0) continue;
    if (extent === 'some') {
      if (rule.action === 'allow') walk.partly.push(...hit);
      if (rule.action === 'deny') walk.drops.push({ protocol, ranges: hit, whole: false, by: rule });
      continue;
    }
    walk.left = subtract(walk.left, hit);
    if (rule.action === 'next') onward.push(...hit);
    if (rule.action === 'deny') walk.drops.push(...dropped(protocol, hit, walk.partly, rule));
  }
  walk.left.push(...onward);
}

function dropsOf<Rule extends FilterRule>(
  { levels, otherwise }: PacketFilter<Rule>,
  ranges: readonly Cidr[],
  protocol: Protocol,
): Drop<Rule>[] {
  const walk: Walk<Rule> = { left: [...ranges], partly: [], drops: [] };
  for (const level of levels) descend(walk, level, protocol);
  const end = otherwise === 'deny' ? dropped<Rule>(protocol, walk.left, walk.partly) : [];
  return [...walk.drops, ...end];
}

/**
 * What becomes of packets between pods and `ranges`, on their way through a filter. Pure; judges TCP, UDP and ICMP apart,
 * since some let in everything by naming the three.
 */
export function passage<Rule extends FilterRule>(filter: PacketFilter<Rule>, ranges: readonly Cidr[]): Passage<Rule> {
  const drops = PROTOCOLS.flatMap((protocol) => dropsOf(filter, ranges, protocol));
  const closing = drops.filter(({ protocol, whole }) => whole && protocol !== 'icmp');
  const told = closing.length > 0 ? closing : drops;
  const [first] = told;
  if (first === undefined) return { is: 'open' };
  const isWhole = (protocol: Protocol) => drops.some((drop) => drop.protocol === protocol && drop.whole);
  const hit = PROTOCOLS.filter((protocol) => drops.some((drop) => drop.protocol === protocol));
  return {
    is: closing.length > 0 ? 'closed' : 'narrow',
    ranges: [...new Set(told.flatMap((drop) => drop.ranges))],
    whole: hit.filter(isWhole),
    partly: hit.filter((protocol) => !isWhole(protocol)),
    ...(first.by === undefined ? {} : { by: first.by }),
  };
}
