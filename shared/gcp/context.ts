import type { Call } from '../reconcile/pacing.ts';
import { type Runtime, SYSTEM } from '../reconcile/runtime.ts';
import { computeCalls, PATIENT, type Patience } from './calling.ts';
import type { ComputeClients } from './client.ts';
import type { GcpConfig } from './config.ts';

export interface Pacing {
  readonly patience?: Patience;
  readonly runtime?: Runtime;
}

/** What every call to Compute Engine needs. */
export interface Context {
  readonly clients: ComputeClients;
  readonly config: GcpConfig;
  readonly call: Call;
  readonly patience: Patience;
  readonly runtime: Runtime;
}

export function makeContext(clients: ComputeClients, config: GcpConfig, pacing: Pacing = {}): Context {
  const { patience = PATIENT, runtime = SYSTEM } = pacing;
  return { clients, config, patience, runtime, call: computeCalls(patience, runtime) };
}
