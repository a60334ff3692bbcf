import type { Inventory } from '../../../shared/reconcile/inventory/inventory.ts';
import { CloudError } from '../../../shared/reconcile/cloud/cloud-error.ts';
import type { Area } from '../doctor/catalogue.ts';
import type { Remediations } from '../doctor/advice/remediations.ts';
import type { Check, Finding } from '../doctor/finding.ts';
import { runChecks } from '../doctor/run-checks.ts';
import type { Network } from './model.ts';

/** All that an explanation is made of, read from a cloud. */
export interface Scene {
  readonly network: Network;
  readonly inventory: Inventory;
  readonly remediations: Remediations;
  /** What the doctor finds wrong that could break a path. */
  readonly findings: () => Promise<readonly Finding[]>;
}

const AREAS: readonly Area[] = ['network', 'routes', 'forwarding', 'addresses'];

/** The findings of those of the doctor's checks that are about the way of packets, filters left out. */
export async function findingsOf(checks: readonly Check[]): Promise<readonly Finding[]> {
  return (await runChecks(checks.filter(({ area }) => AREAS.includes(area)))).findings;
}

/** What is read, or why it cannot be. */
export async function readOrReason<Value>(reading: Promise<Value>): Promise<Value | { readonly unread: string }> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return { unread: error.message };
  }
}
