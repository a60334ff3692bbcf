import type { Cidr } from '../../../shared/reconcile/model/ranges/cidr.ts';
import { evaluateReachability, type FilterRule, type PacketFilter } from '../doctor/analyze/packet-filter.ts';
import type { Protocol } from '../doctor/analyze/protocols.ts';
import { addressesText, type Fault, type Hop, type Way } from './hop.ts';
import type { Gate } from './model.ts';

interface Drop {
  readonly protocol: Protocol;
  readonly isWhole: boolean;
  readonly by: FilterRule | undefined;
}

function dropsAt(filter: PacketFilter, peer: Cidr, protocols: readonly Protocol[]): Drop[] {
  return protocols.flatMap((protocol): Drop[] => {
    const reached = evaluateReachability(filter, [peer], [protocol]);
    if (reached.status === 'open') return [];
    return [{ protocol, isWhole: reached.whole.includes(protocol), by: reached.by }];
  });
}

/** The other end of packets. */
export interface Peer {
  readonly cidr: Cidr;
  /** Whether the addresses are an interface's own, which rules may name in other ways. */
  readonly isOwn: boolean;
}

function doubtAbout({ doubt }: Gate, { isOwn }: Peer, isDropped: boolean): string | undefined {
  switch (doubt?.about) {
    case 'everything':
      return doubt.why;
    case 'drops':
      return isDropped ? doubt.why : undefined;
    case 'drops of own addresses':
      return isDropped && isOwn ? doubt.why : undefined;
    case undefined:
      return undefined;
  }
}

const namesOf = (drops: readonly Drop[]) => drops.map(({ protocol }) => protocol).join(', ');

/** What becomes of packets from or to `peer` at a gate. Where a part of a protocol is dropped, nobody knows whether it is the one that is meant. */
export function judgeGate(gate: Gate, peer: Peer, protocols: readonly Protocol[], way: Way): Hop {
  const verb = gate.direction === 'egress' ? 'out' : 'in';
  const packets = `${gate.direction === 'egress' ? 'to' : 'from'} ${addressesText(peer.cidr)}`;
  const hop = { way, kind: 'filter', subject: gate.id } as const;
  const unknown = (why: string): Hop => ({
    ...hop,
    status: 'unknown',
    what: `what ${gate.name} lets ${verb} ${packets} is not known: ${why}`,
  });
  if ('unread' in gate.filter) return unknown(gate.filter.unread);
  const drops = dropsAt(gate.filter, peer.cidr, protocols);
  const whole = drops.filter(({ isWhole }) => isWhole);
  const doubt = doubtAbout(gate, peer, whole.length > 0);
  if (doubt !== undefined) return unknown(doubt);
  const [first] = whole;
  if (first !== undefined) {
    const fault: Fault = { kind: 'dropped', gate, peer: peer.cidr, by: first.by };
    const why = first.by === undefined ? 'no rule allows it' : `${first.by.name} denies it`;
    return { ...hop, status: 'broken', what: `${gate.name} drops ${namesOf(whole)} ${packets}: ${why}`, fault };
  }
  if (drops.length > 0) return unknown(`it drops a part of ${namesOf(drops)}`);
  return { ...hop, status: 'ok', what: `${gate.name} lets ${verb} ${protocols.join(', ')} ${packets}` };
}
