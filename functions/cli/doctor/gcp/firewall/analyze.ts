import type { GcpConfig } from '../../../../../shared/gcp/config.ts';
import { type Cidr, familyOf } from '../../../../../shared/reconcile/model/ranges/cidr.ts';
import { groupBy } from '../../../../../shared/reconcile/model/group-by.ts';
import { firstFew } from '../../../../../shared/reconcile/model/text/first-few.ts';
import {
  describeReachability,
  type PodNode,
  remotePodCidrs,
  clusterCidrsInUse,
  findObstruction,
} from '../../analyze/pod-ranges.ts';
import { type Direction, DIRECTIONS } from '../../analyze/packet-filter.ts';
import { type Inconclusive, type Finding, finding } from '../../finding.ts';
import { gcloud } from '../cli-command.ts';
import type { EffectiveFirewalls, TargetedRule } from './rules.ts';

/** A node with what firewall rules can name. */
export interface FirewallNode extends PodNode {
  readonly name: string;
  readonly tags: readonly string[];
  readonly serviceAccounts: readonly string[];
}

export function appliesTo(
  { targetTags, targetServiceAccounts }: TargetedRule,
  { tags, serviceAccounts }: Pick<FirewallNode, 'tags' | 'serviceAccounts'>,
): boolean {
  if (targetTags.length === 0 && targetServiceAccounts.length === 0) return true;
  return (
    targetTags.some((tag) => tags.includes(tag)) || targetServiceAccounts.some((one) => serviceAccounts.includes(one))
  );
}

const LONGEST_PREFIX = 40;

/** Names for new rules: each rule has its own, and the same rule has the same one whoever needs it. */
export class NewRuleNames {
  readonly #taken: Set<string>;
  readonly #byRule = new Map<string, string>();

  constructor({ names }: EffectiveFirewalls) {
    this.#taken = new Set(names);
  }

  nameFor(base: string, rule: string): string {
    const known = this.#byRule.get(rule);
    if (known !== undefined) return known;
    let name = base;
    for (let i = 2; this.#taken.has(name); i += 1) name = `${base}-${i}`;
    this.#taken.add(name);
    this.#byRule.set(rule, name);
    return name;
  }
}

/** A rule for each family, before the one that denies. */
export function allowPods(
  config: GcpConfig,
  names: NewRuleNames,
  direction: Direction,
  blockingRule: TargetedRule | undefined,
  cidrs: readonly Cidr[],
) {
  const { network, networkProject } = config;
  const rules = (...words: readonly string[]) => gcloud(networkProject, 'compute', 'firewall-rules', ...words);
  if (blockingRule !== undefined && blockingRule.firewall === undefined) {
    // A policy is the organisation's or another team's to change.
    return [gcloud(networkProject, 'compute', 'networks', 'get-effective-firewalls', network)];
  }
  if (blockingRule?.firewall !== undefined && blockingRule.priority === 0)
    return [rules('update', blockingRule.firewall, '--disabled')];
  const side = direction === 'ingress' ? '--source-ranges' : '--destination-ranges';
  return [...groupBy(cidrs, familyOf)].map(([family, some]) => {
    const what = `${direction === 'ingress' ? 'allow-pods' : 'allow-to-pods'}${family === 'ipv6' ? '-ipv6' : ''}`;
    const priority = blockingRule === undefined ? [] : [`--priority=${blockingRule.priority - 1}`];
    const match = ['--action=allow', '--rules=all', `${side}=${some.join(',')}`, ...priority];
    const rule = [`--network=${network}`, `--direction=${direction.toUpperCase()}`, ...match];
    const name = names.nameFor(`${network.slice(0, LONGEST_PREFIX)}-${what}`, rule.join(' '));
    return rules('create', name, ...rule);
  });
}

interface NodeGroup {
  readonly nodes: readonly FirewallNode[];
  readonly ranges: readonly Cidr[];
  readonly clusterCidrs: readonly Cidr[];
}

function analyzeGroup(
  config: GcpConfig,
  firewalls: EffectiveFirewalls,
  newNames: NewRuleNames,
  { nodes, ranges, clusterCidrs }: NodeGroup,
  direction: Direction,
): (Finding | Inconclusive)[] {
  const [first] = nodes;
  if (first === undefined) return [];
  const applicable = firewalls.ruleLists.map((list) =>
    list.filter((rule) => rule.direction === direction && appliesTo(rule, first)),
  );
  const isConclusive = ({ otherCriteria }: TargetedRule) => otherCriteria.length === 0;
  const inconclusive = applicable
    .flat()
    .filter((rule) => !isConclusive(rule))
    .map(inconclusiveRule);
  const levels = applicable.map((list) => list.filter(isConclusive));
  const filter = { levels, defaultAction: direction === 'ingress' ? 'deny' : 'allow' } as const;
  const obstruction = findObstruction(filter, ranges, clusterCidrs);
  if (obstruction === undefined) return inconclusive;
  const { now, blocked, missing } = obstruction;
  const verb = direction === 'ingress' ? 'comes in to' : 'gets out of';
  const names = firstFew(nodes.map(({ name }) => name));
  const what = `not all that pods send ${verb} ${names}: dropped is ${describeReachability(blocked, direction)}`;
  const id = now === 'closed' ? 'firewall-drops-pods' : 'firewall-narrow';
  const subject = blocked.by?.firewall ?? config.network;
  const mend = allowPods(config, newNames, direction, blocked.by, missing);
  return [finding(id, { subject, what, mend }), ...inconclusive];
}

function inconclusiveRule({ name, action, otherCriteria }: TargetedRule): Inconclusive {
  const why = `it goes by ${otherCriteria.join(', ')}, which is not looked into`;
  return { doubt: `what ${name} does (${action})`, why };
}

/** What firewall rules and policies do to packets of pods: a result for each set of nodes to which the same rules apply. */
export function analyzeFirewalls(
  config: GcpConfig,
  nodes: readonly FirewallNode[],
  firewalls: EffectiveFirewalls,
): (Finding | Inconclusive)[] {
  const clusterCidrs = clusterCidrsInUse(config.cluster.cidrs, nodes);
  const rules = firewalls.ruleLists.flat();
  const newNames = new NewRuleNames(firewalls);
  const keyOf = (node: FirewallNode) => rules.map((rule) => (appliesTo(rule, node) ? '1' : '0')).join('');
  const results = [...groupBy(nodes, keyOf).values()].flatMap((group) => {
    const ranges = remotePodCidrs(group, nodes);
    const nodeGroup = { nodes: group, ranges, clusterCidrs };
    return DIRECTIONS.flatMap((direction) => analyzeGroup(config, firewalls, newNames, nodeGroup, direction));
  });
  // Sets of nodes share inconclusive rules.
  return results.filter(
    (each, at) =>
      !('doubt' in each) || results.findIndex((other) => 'doubt' in other && other.doubt === each.doubt) === at,
  );
}
