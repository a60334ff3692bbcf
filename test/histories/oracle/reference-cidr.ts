import { BlockList } from 'node:net';

/** Arithmetic of its own, by Node's block lists: the product's is what is on trial. */
export type Family = 'ipv4' | 'ipv6';

const CLUSTER = ['10.200.0.0/16', 'fd00:10::/48'];

export const familyOf = (range: string): Family => (range.includes(':') ? 'ipv6' : 'ipv4');

const firstOf = (range: string) => range.split('/')[0] ?? '';
export const prefixOf = (range: string) => Number(range.split('/')[1]);

const lists = new Map<string, BlockList>();

function listOf(range: string): BlockList {
  const known = lists.get(range);
  if (known !== undefined) return known;
  const list = new BlockList();
  list.addSubnet(firstOf(range), prefixOf(range), familyOf(range));
  lists.set(range, list);
  return list;
}

/** Whether two ranges share an address. They nest or are apart, so one of them then holds the other's first. */
export function overlap(a: string, b: string): boolean {
  if (familyOf(a) !== familyOf(b)) return false;
  return listOf(a).check(firstOf(b), familyOf(b)) || listOf(b).check(firstOf(a), familyOf(a));
}

/** A route to all of the cluster is no node's. */
export const isWholeCluster = (range: string): boolean => CLUSTER.includes(range);

export function isInCluster(range: string): boolean {
  return CLUSTER.some((outer) => overlap(outer, range) && prefixOf(outer) <= prefixOf(range));
}
