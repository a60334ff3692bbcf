import type { Hint } from '../../shared/reconcile/model/hint.ts';

/** What an event asks for. `ignored`: nothing, which is normal. `malformed`: it breaks the schema of its kind. */
export type ParsedEvent =
  /** `statement`: what its tag says from now on, if that is what the event is about. */
  | { readonly kind: 'hint'; readonly hint: Hint; readonly statement?: string }
  /** `reason`: what is known to be wrong, if anything. */
  | { readonly kind: 'resync'; readonly force: boolean; readonly reason?: string }
  | { readonly kind: 'plan' }
  /** `instanceId`: the instance of which it says something else. */
  | { readonly kind: 'ignored'; readonly reason: string; readonly instanceId?: string }
  | { readonly kind: 'malformed'; readonly reason: string };

/** Later ones win, in whatever order the events arrive. */
const PRECEDENCE: readonly Hint['state'][] = ['unknown', 'stopped', 'booting', 'running', 'deleted'];

const rank = ({ state }: Hint) => PRECEDENCE.indexOf(state);

/** One hint for each instance. */
export function mergeHints(hints: readonly Hint[]): Hint[] {
  const merged = new Map<string, Hint>();
  for (const hint of hints) {
    const known = merged.get(hint.instanceId);
    if (known === undefined || rank(hint) > rank(known)) merged.set(hint.instanceId, hint);
  }
  return [...merged.values()];
}
