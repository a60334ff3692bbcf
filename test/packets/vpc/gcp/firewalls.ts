import * as z from 'zod/mini';
import { type Filter, type FilterRule, type Interval, protocolNumber } from '../model.ts';
import type { TaggedPort } from './source.ts';

const Protocols = z.array(z.object({ IPProtocol: z.string(), ports: z.optional(z.array(z.string())) }));

const Firewall = z.object({
  network: z.string(),
  direction: z._default(z.enum(['INGRESS', 'EGRESS']), 'INGRESS'),
  priority: z._default(z.number(), 1000),
  disabled: z._default(z.boolean(), false),
  allowed: z._default(Protocols, []),
  denied: z._default(Protocols, []),
  sourceRanges: z._default(z.array(z.string()), []),
  destinationRanges: z._default(z.array(z.string()), []),
  sourceTags: z._default(z.array(z.string()), []),
  targetTags: z._default(z.array(z.string()), []),
});
type Firewall = z.infer<typeof Firewall>;

/** What is behind all rules: everything may go out. */
const EVERYTHING_OUT = ['0.0.0.0/0', '::/0'].map((peer): FilterRule => ({
  verdict: 'allow',
  peer,
  protocol: undefined,
}));

/** Firewall rules stand before each instance. Policies of organizations and folders are not there. */
export function firewallFilters(
  firewalls: Iterable<{ readonly fields: unknown }>,
  network: string,
  members: readonly TaggedPort[],
): Filter[] {
  const all = [...firewalls].map(({ fields }) => Firewall.parse(fields));
  const mine = all.filter((each) => each.network.endsWith(`/${network}`) && !each.disabled).sort(byPrecedence);
  return members.flatMap(({ port, tags }) => {
    const own = mine.filter(
      ({ targetTags }) => targetTags.length === 0 || targetTags.some((tag) => tags.includes(tag)),
    );
    const rules = (direction: Firewall['direction']) =>
      own.filter((each) => each.direction === direction).flatMap((each) => rulesOf(each, members));
    const common = { ports: [port.id], isStateful: true, isBorder: false } as const;
    return [
      { ...common, direction: 'out', rules: [...rules('EGRESS'), ...EVERYTHING_OUT] },
      { ...common, direction: 'in', rules: rules('INGRESS') },
    ];
  });
}

/** Of equal priority, what denies goes first. */
const byPrecedence = (a: Firewall, b: Firewall) =>
  a.priority - b.priority || Number(b.denied.length > 0) - Number(a.denied.length > 0);

function rulesOf(firewall: Firewall, members: readonly TaggedPort[]): FilterRule[] {
  const { allowed, denied } = firewall;
  const what = [...denied.map(withVerdict('deny')), ...allowed.map(withVerdict('allow'))];
  return what.flatMap(({ verdict, IPProtocol, ports }) =>
    peersOf(firewall, members).flatMap((peer) =>
      intervals(ports).map((interval) => ({ verdict, peer, protocol: protocolNumber(IPProtocol), ports: interval })),
    ),
  );
}

type Protocol = z.infer<typeof Protocols>[number];

const withVerdict =
  (verdict: FilterRule['verdict']) =>
  ({ IPProtocol, ports = [] }: Protocol) => ({ verdict, IPProtocol: IPProtocol.toLowerCase(), ports });

/** A tag stands for the instances' own addresses, which those of their pods are not. */
function peersOf(firewall: Firewall, members: readonly TaggedPort[]): string[] {
  const { direction, sourceRanges, destinationRanges, sourceTags } = firewall;
  const ranges = direction === 'EGRESS' ? destinationRanges : sourceRanges;
  const tagged = members.filter(({ tags }) => sourceTags.some((tag) => tags.includes(tag)));
  const named = [...ranges, ...tagged.flatMap(({ port }) => port.addresses)];
  return ranges.length === 0 && sourceTags.length === 0 ? ['0.0.0.0/0'] : named;
}

function intervals(ports: readonly string[]): (Interval | undefined)[] {
  if (ports.length === 0) return [undefined];
  return ports.map((text) => {
    const [from = 0, to = from] = text.split('-').map(Number);
    return { from, to };
  });
}
