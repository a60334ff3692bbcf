import { distance } from 'fastest-levenshtein';
import type { Instance } from '../../../shared/reconcile/model/instance.ts';
import { SettingsError } from '../../../shared/reconcile/settings.ts';
import { firstFew, MAX_NAMES } from '../render/first-few.ts';

interface OfNode {
  readonly node: Instance;
}

const isNamed = ({ node }: OfNode, text: string) => [node.name, node.id, node.address].includes(text);

function notFound(text: string, entries: readonly OfNode[]): string {
  const names = [...new Set(entries.map(({ node }) => node.name))];
  const isNear = (name: string) => distance(name, text) <= Math.max(name.length, text.length) / 2;
  const near = names.filter(isNear).toSorted((a, b) => distance(a, text) - distance(b, text) || (a < b ? -1 : 1));
  const hint = near.length === 0 ? 'podroutes nodes lists all' : `near it: ${firstFew(near.slice(0, MAX_NAMES))}`;
  return `there is no node "${text}"; ${hint}`;
}

/** Of a list of `known`, says which are named by name, id or internal address: all where `names` is empty. Throws SettingsError. */
export function nodeFilter(names: readonly string[], known: readonly OfNode[]): (entry: OfNode) => boolean {
  const unknown = names.filter((text) => !known.some((entry) => isNamed(entry, text)));
  if (unknown.length > 0) throw new SettingsError(unknown.map((text) => notFound(text, known)));
  return (entry) => names.length === 0 || names.some((text) => isNamed(entry, text));
}
