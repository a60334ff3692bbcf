import type { RouteTable } from '@aws-sdk/client-ec2';
import { readableCidrs } from '../../reconcile/model/ranges/cidr.ts';
import { MAX_RANGES, type WaitingNode } from '../../reconcile/model/waiting-node.ts';

/**
 * Route tables carry a tag for each node that waits for a range: `podroutes-waiting-i-0123456789abcdef0` with the ranges that it
 * claims. One key for each node, so that two functions never overwrite each other's.
 */
export const WAITING_TAG_PREFIX = 'podroutes-waiting-';

const INSTANCE_ID = /^i-[0-9a-f]{8,17}$/;

export interface WaitingTag {
  readonly table: string;
  readonly key: string;
  readonly value: string;
  /** Undefined: nobody could have written this but by hand. */
  readonly node: WaitingNode | undefined;
}

export function waitingTagOf({ id, ranges }: WaitingNode) {
  return { key: WAITING_TAG_PREFIX + id, value: ranges.join(' ') };
}

function parseWaitingTag(key: string, value: string): WaitingNode | undefined {
  const id = key.slice(WAITING_TAG_PREFIX.length);
  const values = value.split(' ');
  const ranges = readableCidrs(values);
  const isStrict = INSTANCE_ID.test(id) && ranges.length <= MAX_RANGES && ranges.join(' ') === value;
  return isStrict ? { id, ranges } : undefined;
}

export function waitingTagsIn({ RouteTableId: table = '', Tags: tags = [] }: RouteTable): WaitingTag[] {
  return tags.flatMap(({ Key: key = '', Value: value = '' }) =>
    key.startsWith(WAITING_TAG_PREFIX) ? [{ table, key, value, node: parseWaitingTag(key, value) }] : [],
  );
}
