import { AWS } from './aws/kind.ts';
import { GCP } from './gcp/kind.ts';
import { KNOWN_AWS, KNOWN_GCP } from './known.ts';
import { find, type Finding, type Range, search, violationOf } from './search.ts';
import { emptyTally, type Tally } from './tally.ts';
import type { Violation } from './violation.ts';

type Search = (range: Range, tally: Tally) => Promise<Finding<object, object> | undefined>;

interface Cloud {
  readonly name: 'aws' | 'gcp';
  /** See `search` and `find`. */
  readonly search: Search;
  readonly find: Search;
  /** The histories of `known.ts` by name; each is played, and answers the promise that it breaks. */
  readonly known: ReadonlyMap<string, () => Promise<Violation | undefined>>;
}

function known<History>(
  histories: Readonly<Record<string, History>>,
  play: (history: History, tally: Tally) => Promise<void>,
): Cloud['known'] {
  return new Map(
    Object.entries(histories).map(([name, history]) => [name, () => violationOf(() => play(history, emptyTally()))]),
  );
}

export const CLOUDS: readonly Cloud[] = [
  {
    name: 'aws',
    search: (range, tally) => search(AWS, range, tally),
    find: (range, tally) => find(AWS, range, tally),
    known: known(KNOWN_AWS, AWS.play),
  },
  {
    name: 'gcp',
    search: (range, tally) => search(GCP, range, tally),
    find: (range, tally) => find(GCP, range, tally),
    known: known(KNOWN_GCP, GCP.play),
  },
];
