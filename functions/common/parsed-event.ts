import type { Hint } from '../../shared/reconcile/model/hint.ts';

/**
 * What an event asks for once it is understood. `ignored`: known or unknown, it asks for nothing, which is normal.
 * `malformed`: it claims to be something that it is not.
 */
export type ParsedEvent =
  | { readonly kind: 'hint'; readonly hint: Hint }
  /** `why`: what is known to be wrong, when something is. */
  | { readonly kind: 'resync'; readonly force: boolean; readonly reason?: string }
  | { readonly kind: 'plan' }
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'malformed'; readonly reason: string };

/** From what says least to what is final. */
const STATES: readonly Hint['state'][] = ['unknown', 'stopped', 'booting', 'running', 'deleted'];

const rank = ({ state }: Hint) => STATES.indexOf(state);

/** One hint for each instance: an end is final, else the furthest state counts, whatever order they came in. */
export function mergeHints(hints: readonly Hint[]): Hint[] {
  const merged = new Map<string, Hint>();
  for (const hint of hints) {
    const known = merged.get(hint.instanceId);
    if (known === undefined || rank(hint) > rank(known)) merged.set(hint.instanceId, hint);
  }
  return [...merged.values()];
}
