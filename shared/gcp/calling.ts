import type { Allowance } from '../reconcile/bucket.ts';
import { type Call, type Limit, pacedCalls, type Patience as Retries } from '../reconcile/pacing.ts';
import type { Runtime } from '../reconcile/runtime.ts';
import { toCloudError } from './errors.ts';

/** How often and how soon a call is tried again; tests wait less. */
export interface Patience extends Retries {
  /** Milliseconds that an operation may take in all. */
  readonly deadline: number;
}

/** Seven retries outlast the minute after which Compute Engine's quotas are full again. */
export const PATIENT: Patience = { retries: 7, firstWait: 250, deadline: 4 * 60_000 };

/**
 * Compute Engine lets 1,500 requests of a kind through in each minute of a project, and says no until the next minute begins.
 * https://cloud.google.com/compute/docs/api-rate-limits
 */
const A_KIND: Allowance = { burst: 300, perSecond: 20, pause: 0.5 };

const KINDS = new Map([
  ['routes.insert', 'writes'],
  ['routes.delete', 'writes'],
  ['globalOperations.wait', 'operations'],
]);

function limitOf(action: string): Limit {
  return { bucket: KINDS.get(action) ?? 'reads', allowance: A_KIND };
}

/**
 * Keep one for the life of the process: it remembers how fast Compute Engine may be called.
 *
 * @param explain for callers whose answers are not the client's
 */
export function computeCalls(patience: Retries, runtime: Runtime, explain = toCloudError): Call {
  return pacedCalls({ limitOf, explain, patience, runtime });
}
