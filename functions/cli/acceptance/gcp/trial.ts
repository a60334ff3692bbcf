import type { NodeTrial } from '../node-checks.ts';
import type { Results } from '../results.ts';
import type { GcpCheckId } from './checklist.ts';
import type { Compute } from './compute.ts';
import type { Sandbox } from './sandbox.ts';

/** What all checks work with. */
export interface Trial extends NodeTrial {
  readonly compute: Compute;
  readonly sandbox: Sandbox;
  readonly results: Results<GcpCheckId>;
}
