import type { Snapshot } from './snapshot.ts';

/** Instances whose claims there was no time to read. */
export function postponedNodeIds(snapshot: Snapshot): string[] {
  return snapshot.instances.filter(({ claim }) => claim.kind === 'postponed').map(({ id }) => id);
}
