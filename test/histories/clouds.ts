import { AWS_HARNESS } from './aws/harness.ts';
import { GCP_HARNESS } from './gcp/harness.ts';
import { AWS_REGRESSIONS, GCP_REGRESSIONS } from './regressions.ts';
import {
  findCounterexample,
  type Counterexample,
  type SeedRange,
  findMinimalCounterexample,
  violationOf,
} from './explore/search.ts';
import { emptyStatistics, type Statistics } from './explore/statistics.ts';
import type { Violation } from './oracle/violation.ts';

type SearchFunction = (range: SeedRange, tally: Statistics) => Promise<Counterexample<object, object> | undefined>;

interface Cloud {
  readonly name: 'aws' | 'gcp';
  /** See `search` and `find`. */
  readonly findMinimalCounterexample: SearchFunction;
  readonly findCounterexample: SearchFunction;
  /** The histories of `regressions.ts` by name; each is played, and answers the promise that it breaks. */
  readonly regressions: ReadonlyMap<string, () => Promise<Violation | undefined>>;
}

function regressionsOf<History>(
  histories: Readonly<Record<string, History>>,
  run: (history: History, statistics: Statistics) => Promise<void>,
): Cloud['regressions'] {
  return new Map(
    Object.entries(histories).map(([name, history]) => [
      name,
      () => violationOf(() => run(history, emptyStatistics())),
    ]),
  );
}

export const CLOUDS: readonly Cloud[] = [
  {
    name: 'aws',
    findMinimalCounterexample: (range, statistics) => findMinimalCounterexample(AWS_HARNESS, range, statistics),
    findCounterexample: (range, statistics) => findCounterexample(AWS_HARNESS, range, statistics),
    regressions: regressionsOf(AWS_REGRESSIONS, AWS_HARNESS.run),
  },
  {
    name: 'gcp',
    findMinimalCounterexample: (range, statistics) => findMinimalCounterexample(GCP_HARNESS, range, statistics),
    findCounterexample: (range, statistics) => findCounterexample(GCP_HARNESS, range, statistics),
    regressions: regressionsOf(GCP_REGRESSIONS, GCP_HARNESS.run),
  },
];
