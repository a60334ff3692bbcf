import manifest from '../../../package.json' with { type: 'json' };
import type { CloudKind } from '../settings/flags.ts';
import type { CheckResult } from './outcome.ts';

/** How a run ended. Of an error only its code: messages name accounts and resources. */
export type Ending =
  { readonly kind: 'complete' } | { readonly kind: 'interrupted' } | { readonly kind: 'failed'; readonly code: string };

export interface RunFacts {
  readonly cloud: CloudKind;
  readonly region: string;
  readonly instanceType: string;
  readonly isDeployed: boolean;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly ending: Ending;
  /** Whether nothing is left of what the run made. */
  readonly isRemoved: boolean;
}

function reportedCheck({ id, behaviour, expected, outcome }: CheckResult) {
  const { kind, ...said } = outcome;
  return { id, behaviour, expected, outcome: kind, ...said };
}

/** What docs/schemas/acceptance.schema.json describes; nothing in it says whose account it was. */
export function buildAcceptanceReport(facts: RunFacts, results: readonly CheckResult[]) {
  const { cloud, region, instanceType, isDeployed, startedAt, endedAt, ending, isRemoved } = facts;
  return {
    podroutes: manifest.version,
    cloud,
    region,
    instanceType,
    reconciledBy: isDeployed ? 'function' : 'command-line',
    startedAt: new Date(startedAt).toISOString(),
    seconds: Math.round((endedAt - startedAt) / 1000),
    ended: ending.kind,
    ...(ending.kind === 'failed' ? { error: ending.code } : {}),
    removed: isRemoved,
    checks: results.map(reportedCheck),
  };
}
