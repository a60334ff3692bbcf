import type { GcpConfig } from '../../../../shared/gcp/config.ts';
import { type Cidr, familyOf } from '../../../../shared/reconcile/cidr.ts';
import { groupBy } from '../../../../shared/reconcile/group.ts';
import { describePassage, type PodHost, rangesBeyond, rangesInUse } from '../judge/node-place.ts';
import { type Passage, passage } from '../judge/packet-filter.ts';
import { type Doubt, type Finding, finding } from '../model.ts';
import { gcloud } from './command.ts';
import type { Direction, Firewalls, TargetedRule } from './firewall-rules.ts';

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

type Blocked = Exclude<Passage, { is: 'open' }>;

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
  const side = direction === 'INGRESS' ? '--source-ranges' : '--destination-ranges';
  return [...groupBy(cidrs, familyOf)].map(([family, some]) => {
    const what = `${direction === 'INGRESS' ? 'allow-pods' : 'allow-to-pods'}${family === 'ipv6' ? '-ipv6' : ''}`;
    const priority = by === undefined ? [] : [`--priority=${by.priority - 1}`];
    const match = ['--action=allow', '--rules=all', `${side}=${some.join(',')}`, ...priority];
    const name = freeName(firewalls, network, what);
    return rules('create', name, `--network=${network}`, `--direction=${direction}`, ...match);
  });
}

const namesOf = (nodes: readonly NodePlace[]) => {
  const names = nodes.slice(0, 3).map(({ name }) => name);
  return nodes.length > 3 ? `${names.join(', ')} and ${nodes.length - 3} more` : names.join(', ');
};

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
  const levels = mine.map((level) => level.filter(({ beyond }) => beyond.length === 0));
  const otherwise = direction === 'INGRESS' ? 'deny' : 'allow';
  const now = passage(levels, otherwise, ranges);
  const later = passage(levels, otherwise, wide);
  const doubts = mine.flat().flatMap((rule) => (rule.beyond.length === 0 ? [] : [doubtOf(rule)]));
  const worst: Passage = now.is === 'open' ? later : now;
  if (worst.is === 'open') return doubts;
  const blocked: Blocked = worst;
  const by = mine.flat().find((rule) => rule === blocked.by);
  const missing = wide.filter((cidr) => passage(levels, otherwise, [cidr]).is !== 'open');
  const verb = direction === 'INGRESS' ? 'comes in to' : 'gets out of';
  const way = direction === 'INGRESS' ? 'ingress' : 'egress';
  const what = `not all that pods send ${verb} ${namesOf(members)}: dropped is ${describePassage(blocked, way)}`;
  const id = now.is === 'closed' ? 'firewall-drops-pods' : 'firewall-narrow';
  const subject = by?.firewall ?? config.network;
  return [finding(id, { subject, what, mend: letPass(config, firewalls, direction, by, missing) }), ...doubts];
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
    return (['INGRESS', 'EGRESS'] as const).flatMap((direction) =>
      judgeMembers({ config, firewalls, members, direction, ranges, wide }),
    );
  });
  // Sets of nodes share the rules that are not looked into.
  return said.filter(
    (each, at) =>
      !('doubt' in each) || said.findIndex((other) => 'doubt' in other && other.doubt === each.doubt) === at,
  );
}
