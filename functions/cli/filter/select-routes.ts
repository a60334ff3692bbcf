import { isIP } from 'node:net';
import {
  canonicalCidr,
  type Cidr,
  contains,
  overlaps,
  parseCidr,
  rangeOf,
} from '../../../shared/reconcile/model/ranges/cidr.ts';
import { SettingsError } from '../../../shared/reconcile/settings.ts';
import { firstFew, MAX_NAMES } from '../../../shared/reconcile/model/text/first-few.ts';

type IsMeant = (destination: Cidr) => boolean;

/** A range means the routes into it, an address those that its packets could take. */
function parseFilter(text: string): { readonly range: Cidr; readonly isMeant: IsMeant } | { readonly mistake: string } {
  const version = isIP(text);
  const address = version === 0 ? undefined : canonicalCidr(`${text}/${version === 4 ? 32 : 128}`);
  if (address !== undefined) return { range: address, isMeant: (destination) => contains(destination, address) };
  const parsed = parseCidr(text);
  if ('rule' in parsed) return { mistake: `"${text}" ${parsed.rule}` };
  return { range: parsed.cidr, isMeant: (destination) => contains(parsed.cidr, destination) };
}

function notFound(text: string, range: Cidr, destinations: readonly Cidr[]): string {
  const { family, first } = rangeOf(range);
  const farness = (destination: Cidr) => {
    const gap = rangeOf(destination).first - first;
    return overlaps(destination, range) ? -1n : gap < 0n ? -gap : gap;
  };
  const near = destinations
    .filter((destination) => rangeOf(destination).family === family)
    .toSorted((a, b) => (farness(a) < farness(b) ? -1 : farness(a) > farness(b) ? 1 : 0));
  const hint = near.length === 0 ? 'podroutes routes lists all' : `near it: ${firstFew(near.slice(0, MAX_NAMES))}`;
  return `there is no route to ${text}; ${hint}`;
}

/** Of routes to `known`, says which are meant by ranges or addresses: all where there is no text. Throws SettingsError. */
export function routeFilter(texts: readonly string[], known: readonly Cidr[]): IsMeant {
  const destinations = [...new Set(known)];
  const filters = texts.map((text) => ({ text, ...parseFilter(text) }));
  const mistakes = filters.flatMap((filter) => {
    if ('mistake' in filter) return [filter.mistake];
    return destinations.some(filter.isMeant) ? [] : [notFound(filter.text, filter.range, destinations)];
  });
  if (mistakes.length > 0) throw new SettingsError(mistakes);
  return (destination) => texts.length === 0 || filters.some((each) => 'isMeant' in each && each.isMeant(destination));
}
