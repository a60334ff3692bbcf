import type { CloudError } from '../cloud/cloud-error.ts';
import type { RouteChange } from '../model/route-change.ts';

/** How one change ended. */
export type ChangeResult =
  | { readonly status: 'done'; readonly change: RouteChange }
  /** When it came to it, the route was right or no longer ours to change. */
  | { readonly status: 'no-op'; readonly change: RouteChange }
  | { readonly status: 'conflict'; readonly change: RouteChange; readonly reason: string }
  | { readonly status: 'failed'; readonly change: RouteChange; readonly error: CloudError }
  /** Not sent, because the run was told to stop. */
  | { readonly status: 'not-started'; readonly change: RouteChange };
