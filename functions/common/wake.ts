import type { Hint } from '../../shared/reconcile/model.ts';

/**
 * What an event asks for once it is understood. `ignored`: known or unknown, it asks for nothing, which is normal.
 * `malformed`: it claims to be something that it is not.
 */
export type Wake =
  | { readonly kind: 'hint'; readonly hint: Hint }
  /** `why`: what is known to be wrong, when something is. */
  | { readonly kind: 'resync'; readonly force: boolean; readonly why?: string }
  | { readonly kind: 'plan' }
  | { readonly kind: 'ignored'; readonly why: string }
  | { readonly kind: 'malformed'; readonly why: string };

function rank({ says }: Hint): number {
  return ['changed', 'stopped', 'booting', 'running', 'ended'].indexOf(says);
}

/** One hint for each instance: an end is final, else the furthest state counts, whatever order they came in. */
export function mergeHints(hints: readonly Hint[]): Hint[] {
  const merged = new Map<string, Hint>();
  for (const hint of hints) {
    const known = merged.get(hint.instance);
    if (known === undefined || rank(hint) > rank(known)) merged.set(hint.instance, hint);
  }
  return [...merged.values()];
}
