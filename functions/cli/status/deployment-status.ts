import { CloudError } from '../../../shared/reconcile/cloud/cloud-error.ts';

/** What was read, or why it could not be. */
export type Reading<Value> = { readonly value: Value } | { readonly unknown: string };

export interface FunctionStatus {
  readonly name: string;
  /** In the cloud's own word, or `switched off`. */
  readonly state: string;
  readonly isHealthy: boolean;
  /** When it, or its settings, last changed: milliseconds. */
  readonly changedAt: number | undefined;
}

/** What a deployment says of itself in a few calls. */
export interface DeploymentStatus {
  /** Undefined where none is deployed. */
  readonly function: Reading<FunctionStatus | undefined>;
  /** What is missing or switched off of what brings it events and resyncs: a sentence each. Undefined where none is deployed. */
  readonly triggers: Reading<readonly string[] | undefined>;
  /** Events that were given up. */
  readonly deadLetters: Reading<number>;
  /** AWS: when the function last made a resync. GCP: when the schedule last asked for one. Milliseconds. */
  readonly lastResync: Reading<number | undefined>;
}

export async function reading<Value>(work: () => Promise<Value>): Promise<Reading<Value>> {
  try {
    return { value: await work() };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return { unknown: error.message };
  }
}

/** A time as a cloud writes it; undefined where there is none. */
export function parseTime(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? undefined : time;
}
