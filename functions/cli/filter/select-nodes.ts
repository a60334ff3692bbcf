import { isIP } from 'node:net';
import { distance } from 'fastest-levenshtein';
import { type Instance, labelOf } from '../../../shared/reconcile/model/instance.ts';
import { canonicalCidr, type Cidr, overlaps } from '../../../shared/reconcile/model/ranges/cidr.ts';
import { SettingsError } from '../../../shared/reconcile/settings.ts';
import { firstFew, MAX_NAMES } from '../../../shared/reconcile/model/text/first-few.ts';

interface OfNode {
  readonly node: Instance;
  /** Those of its pods, where they may stand for the node. */
  readonly podCidrs?: readonly Cidr[];
}

/** A node is meant by a range that holds its pods, or by a part of theirs, such as the address of one. */
const hasPodsIn = ({ podCidrs = [] }: OfNode, range: Cidr | undefined) =>
  range !== undefined && podCidrs.some((cidr) => overlaps(cidr, range));

const hasName = ({ name, id, address }: Instance, text: string) => [name, id, address].includes(text);

const isNamed = (entry: OfNode, text: string) => hasName(entry.node, text) || hasPodsIn(entry, rangeIn(text));

/** The range that a text is, or the address; undefined where it is neither. */
const rangeIn = (text: string): Cidr | undefined =>
  canonicalCidr(isIP(text) === 0 ? text : `${text}/${isIP(text) === 4 ? 32 : 128}`);

function notFound(text: string, entries: readonly OfNode[], others: readonly Instance[]): string {
  const other = others.find((each) => hasName(each, text));
  if (other !== undefined)
    return `${labelOf(other.name, other.id)} states no pod CIDR, so it is no node of the cluster`;
  if (rangeIn(text) !== undefined && entries.some(({ podCidrs }) => podCidrs !== undefined))
    return `no node has ${text}, nor pods there; podroutes nodes lists all`;
  const names = [...new Set(entries.map(({ node }) => node.name))];
  const isNear = (name: string) => distance(name, text) <= Math.max(name.length, text.length) / 2;
  const near = names.filter(isNear).toSorted((a, b) => distance(a, text) - distance(b, text) || (a < b ? -1 : 1));
  const hint = near.length === 0 ? 'podroutes nodes lists all' : `near it: ${firstFew(near.slice(0, MAX_NAMES))}`;
  return `there is no node "${text}"; ${hint}`;
}

/**
 * Of a list of `known`, says which are named by name, id or internal address or, where their ranges are given, by an address or a
 * range of pods: all where `names` is empty. Throws SettingsError, which tells of `others` that they are no nodes.
 */
export function nodeFilter(
  names: readonly string[],
  known: readonly OfNode[],
  others: readonly Instance[] = [],
): (entry: OfNode) => boolean {
  const unknown = names.filter((text) => !known.some((entry) => isNamed(entry, text)));
  if (unknown.length > 0) throw new SettingsError(unknown.map((text) => notFound(text, known, others)));
  return (entry) => names.length === 0 || names.some((text) => isNamed(entry, text));
}
