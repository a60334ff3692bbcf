import type { GcpConfig } from '../../../../../shared/gcp/config.ts';
import { type Cidr, familyOf } from '../../../../../shared/reconcile/cidr.ts';
import { groupBy } from '../../../../../shared/reconcile/group.ts';
import { firstFew } from '../../../render/first-few.ts';
import { describePassage, type PodHost, rangesBeyond, rangesInUse, verdictOn } from '../../judge/node-place.ts';
import { type Direction, DIRECTIONS } from '../../judge/packet-filter.ts';
import { type Doubt, type Finding, finding } from '../../model.ts';
import { gcloud } from '../command.ts';
import type { Firewalls, TargetedRule } from './rules.ts';

/** A node and what firewall rules know it by. */
export interface NodePlace extends PodHost {
  readonly name: string;
  readonly tags: readonly string[];
  readonly serviceAccounts: readonly string[];
}

function isFor({ targetTags, targetServiceAccounts }: TargetedRule, { tags, serviceAccounts }: NodePlace): boolean {
  if (targetTags.length === 0 && targetServiceAccounts.length === 0) return true;
  return (
    targetTags.some((tag) => tags.includes(tag)) || targetServiceAccounts.some((one) => serviceAccounts.includes(one))
  );
}

const LONGEST_PREFIX = 40;

/** A name for a new rule that no rule has yet. */
function freeName({ names }: Firewalls, network: string, what: string): string {
  const base = `${network.slice(0, LONGEST_PREFIX)}-${what}`;
  const candidates = [base, ...Array.from({ length: names.size + 1 }, (_, i) => `${base}-${i + 2}`)];
  return candidates.find((name) => !names.has(name)) ?? base;
}

/** A rule for each family, before the one that denies. */
function letPass(
  config: GcpConfig,
  firewalls: Firewalls,
  direction: Direction,
  by: TargetedRule | undefined,
  cidrs: readonly Cidr[],
) {
  const { network, networkProject } = config;
  const rules = (...words: readonly string[]) => gcloud(networkProject, 'compute', 'firewall-rules', ...words);
  if (by !== undefined && by.firewall === undefined) {
    // A policy is the organisation's or another team's to change.
    return [gcloud(networkProject, 'compute', 'networks', 'get-effective-firewalls', network)];
  }
  if (by?.firewall !== undefined && by.priority === 0) return [rules('update', by.firewall, '--disabled')];
  const side = direction === 'ingress' ? '--source-ranges' : '--destination-ranges';
  return [...groupBy(cidrs, familyOf)].map(([family, some]) => {
    const what = `${direction === 'ingress' ? 'allow-pods' : 'allow-to-pods'}${family === 'ipv6' ? '-ipv6' : ''}`;
    const priority = by === undefined ? [] : [`--priority=${by.priority - 1}`];
    const match = ['--action=allow', '--rules=all', `${side}=${some.join(',')}`, ...priority];
    const name = freeName(firewalls, network, what);
    return rules('create', name, `--network=${network}`, `--direction=${direction.toUpperCase()}`, ...match);
  });
}

interface Judged {
  readonly config: GcpConfig;
  readonly firewalls: Firewalls;
  readonly members: readonly NodePlace[];
  readonly direction: Direction;
  readonly ranges: readonly Cidr[];
  readonly wide: readonly Cidr[];
}

function judgeMembers({ config, firewalls, members, direction, ranges, wide }: Judged): (Finding | Doubt)[] {
  const [first] = members;
  if (first === undefined) return [];
  const mine = firewalls.levels.map((level) =>
    level.filter((rule) => rule.direction === direction && isFor(rule, first)),
  );
  const doubts = mine.flat().flatMap((rule) => (rule.beyond.length === 0 ? [] : [doubtOf(rule)]));
  const levels = mine.map((level) => level.filter(({ beyond }) => beyond.length === 0));
  const verdict = verdictOn({ levels, otherwise: direction === 'ingress' ? 'deny' : 'allow' }, ranges, wide);
  if (verdict === undefined) return doubts;
  const { now, blocked, missing } = verdict;
  const verb = direction === 'ingress' ? 'comes in to' : 'gets out of';
  const names = firstFew(members.map(({ name }) => name));
  const what = `not all that pods send ${verb} ${names}: dropped is ${describePassage(blocked, direction)}`;
  const id = now === 'closed' ? 'firewall-drops-pods' : 'firewall-narrow';
  const subject = blocked.by?.firewall ?? config.network;
  return [finding(id, { subject, what, mend: letPass(config, firewalls, direction, blocked.by, missing) }), ...doubts];
}

function doubtOf({ name, action, beyond }: TargetedRule): Doubt {
  return { doubt: `what ${name} does (${action})`, why: `it goes by ${beyond.join(', ')}, which is not looked into` };
}

/** What firewall rules and policies do to packets of pods: one judgement for each set of nodes that they treat alike. */
export function judgeFirewalls(
  config: GcpConfig,
  nodes: readonly NodePlace[],
  firewalls: Firewalls,
): (Finding | Doubt)[] {
  const wide = rangesInUse(config.cluster.cidrs, nodes);
  const rules = firewalls.levels.flat();
  const keyOf = (node: NodePlace) => rules.map((rule) => (isFor(rule, node) ? '1' : '0')).join('');
  const said = [...groupBy(nodes, keyOf).values()].flatMap((members) => {
    const ranges = rangesBeyond(members, nodes);
    return DIRECTIONS.flatMap((direction) => judgeMembers({ config, firewalls, members, direction, ranges, wide }));
  });
  // Sets of nodes share the rules that are not looked into.
  return said.filter(
    (each, at) =>
      !('doubt' in each) || said.findIndex((other) => 'doubt' in other && other.doubt === each.doubt) === at,
  );
}
