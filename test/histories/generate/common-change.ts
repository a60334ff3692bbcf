/** Changes that are no cloud's own. */
export type CommonChange =
  /** A function's process ends, between two invocations. */
  | { readonly do: 'restart'; readonly slot: number }
  /** Events are lost, all but the latest. */
  | { readonly do: 'lose'; readonly keep: number }
  | { readonly do: 'pass'; readonly minutes: number };

const COMMON = new Set(['restart', 'lose', 'pass']);

export function isCommon(change: { readonly do: string }): change is CommonChange {
  return COMMON.has(change.do);
}
