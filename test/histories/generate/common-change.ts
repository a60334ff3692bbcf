/** Changes that are no cloud's own. */
export type CommonChange =
  /** A function's process ends, between two invocations. */
  | { readonly do: 'restart'; readonly slot: number }
  /** Events are lost, all but the latest. */
  | { readonly do: 'lose'; readonly keep: number }
  | { readonly do: 'pass'; readonly minutes: number }
  /** The functions may not tell nodes their ranges any more, or may again. */
  | { readonly do: 'toggle right to tell' };

const COMMON = new Set(['restart', 'lose', 'pass', 'toggle right to tell']);

export function isCommon(change: { readonly do: string }): change is CommonChange {
  return COMMON.has(change.do);
}
