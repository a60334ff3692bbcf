import { AWS } from './aws/kind.ts';
import { GCP } from './gcp/kind.ts';
import { find, type Finding, type Range, search } from './search.ts';
import type { Tally } from './tally.ts';

type Search = (range: Range, tally: Tally) => Promise<Finding<object, object> | undefined>;

interface Cloud {
  readonly name: 'aws' | 'gcp';
  /** See `search` and `find`. */
  readonly search: Search;
  readonly find: Search;
}

export const CLOUDS: readonly Cloud[] = [
  {
    name: 'aws',
    search: (range, tally) => search(AWS, range, tally),
    find: (range, tally) => find(AWS, range, tally),
  },
  {
    name: 'gcp',
    search: (range, tally) => search(GCP, range, tally),
    find: (range, tally) => find(GCP, range, tally),
  },
];
