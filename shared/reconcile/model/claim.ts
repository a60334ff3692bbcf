/** A node has one range of each family. Very many are a mistake, or would flood logs and reports. */
const MAX_STATED_VALUES = 20;

/** Written in the place of a range by a node that asks podroutes for one. */
export const ALLOCATE_KEYWORD = 'auto';

/** A claim written as one text: ranges separated by commas or, as not every tool allows those, by blanks. */
export function claimInText(text: string): Claim {
  const claim = statedClaim(text.split(/[,\s]+/).filter((value) => value !== ''));
  return claim.kind === 'none' ? { kind: 'none', isDeclared: true } : claim;
}

/** The text by which a node is told its ranges. Not every tool takes commas. */
export const claimText = (cidrs: readonly string[]): string => cidrs.join(' ');

export function statedClaim(values: Iterable<string>): Claim {
  const distinct = [...new Set(values)];
  if (distinct.length === 0) return { kind: 'none' };
  if (distinct.length === 1 && distinct[0]?.toLowerCase() === ALLOCATE_KEYWORD) return { kind: 'requested' };
  if (distinct.length <= MAX_STATED_VALUES) return { kind: 'stated', values: distinct };
  return { kind: 'unreadable', reason: `it states ${distinct.length} pod CIDRs`, retryable: false };
}

/** What an instance says its pods use. `none` means that it is no node of the cluster, which is normal. */
export type Claim =
  /** `remark`: it has a key that is similar to the one that is read. `isDeclared`: it has that one, and says nothing there. */
  | { readonly kind: 'none'; readonly remark?: string; readonly isDeclared?: true }
  /** Known only when the node boots: a variable, the output of a command, a condition. */
  | { readonly kind: 'computed'; readonly reason: string }
  | { readonly kind: 'stated'; readonly values: readonly string[] }
  /** It asks for a range, and was not told one yet. */
  | { readonly kind: 'requested' }
  | { readonly kind: 'unreadable'; readonly reason: string; readonly retryable: boolean }
  /** There was no time to read it: the next observation may. */
  | { readonly kind: 'postponed' };
