import { TARGETS } from '../fuzz/all-targets.ts';
import type { TargetCounts, FuzzTarget } from '../fuzz/target.ts';

/** Inputs of each target, and what came of them; `inputs` and `unhandled` are sums. */
export interface FuzzResult {
  readonly inputs: number;
  /** None, or `fuzz` would have thrown. */
  readonly unhandled: 0;
  readonly targets: Readonly<Record<string, TargetCounts>>;
}

/** How many of `runs` inputs a target gets, by its share. */
function runsOf({ share }: FuzzTarget, runs: number): number {
  const shares = TARGETS.reduce((sum, each) => sum + each.share, 0);
  return Math.ceil((runs * share) / shares);
}

/**
 * Gives at least `runs` hostile inputs to everything that takes what comes from outside. The same seed gives the same inputs.
 * Throws what fast-check says of the first that breaks a rule: the input, shrunk, and how to replay it.
 */
export async function fuzz({ runs, seed }: { runs: number; seed: number }): Promise<FuzzResult> {
  const targets: Record<string, TargetCounts> = {};
  for (const target of TARGETS) {
    targets[target.name] = await target.run(runsOf(target, runs), seed).catch((cause: unknown) => {
      throw new Error(`fuzz, ${target.name}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    });
  }
  return { inputs: Object.values(targets).reduce((sum, { inputs }) => sum + inputs, 0), unhandled: 0, targets };
}
