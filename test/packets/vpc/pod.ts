import { parseIp, stringifyIp } from 'ip-bigint';
import { awaitLink, connect, ip } from './kernel/run.ts';

export interface Pod {
  readonly instance: string;
  readonly namespace: string;
  readonly addresses: readonly string[];
}

interface Place {
  readonly instance: string;
  /** The node's namespace. */
  readonly node: string;
  readonly namespace: string;
  /** Different for each pod of the node. */
  readonly index: number;
  readonly ranges: readonly string[];
}

/** The node, as its pods see it. Not the address that the router has: a node does not answer itself. */
const GATEWAY = { 4: '169.254.1.2', 6: 'fe80::3' } as const;

/** Starts a pod as a CNI plugin does: a namespace with one link to its node, which knows the way to its addresses. */
export function makePod({ instance, node, namespace, index, ranges }: Place): Pod {
  const link = `pod${index}`;
  const addresses = ranges.map(podAddress);
  ip([`netns add ${namespace}`]);
  connect({ namespace: node, link, number: index }, { namespace, link: 'eth0' });
  const gateway = [
    `addr add ${GATEWAY[4]}/32 dev ${link}`,
    `link set ${link} up`,
    `addr add ${GATEWAY[6]}/64 dev ${link} nodad`,
  ];
  const ways = addresses.map((address) => `route replace ${address} dev ${link}`);
  // What nobody has is not sent out again.
  ip([...gateway, ...ways, ...ranges.map((range) => `route replace blackhole ${range}`)], node);
  const own = addresses.map((address) => `addr add ${address}/${address.includes(':') ? '128' : '32'} dev eth0 nodad`);
  const out = [
    `route add default via ${GATEWAY[4]} dev eth0 onlink`,
    `-6 route add default via ${GATEWAY[6]} dev eth0`,
  ];
  ip(['link set lo up', ...own, 'link set eth0 up', ...out], namespace);
  awaitLink(node, link);
  return { instance, namespace, addresses };
}

/** The third address of a range. */
function podAddress(range: string): string {
  const { number, ...rest } = parseIp(range.split('/')[0] ?? '');
  return stringifyIp({ ...rest, number: number + 2n });
}
