import pLimit from 'p-limit';
import type { Ask, Claim, Instance } from '../reconcile/model.ts';
import { type Runtime, SYSTEM } from '../reconcile/runtime.ts';
import { claimInText } from '../reconcile/stated.ts';
import { together } from '../reconcile/together.ts';
import { ClaimTagger } from './claim-tagger.ts';
import { claimInTag } from './claim-tags.ts';
import type { Ec2 } from './client.ts';
import type { Seen } from './instances.ts';
import { clustersIn } from './names.ts';
import { claimInUserData } from './user-data-claim.ts';

const NONE: Claim = { kind: 'none' };
const UNREAD: Claim = { kind: 'unread' };
const CONCURRENT_READS = 10;

export interface ClaimOptions {
  readonly runtime?: Runtime;
  /** Believes, and writes, the tags in which what was read is noted. */
  readonly tags?: boolean;
}

function isAnotherClusters({ tags }: Seen, cluster: string): boolean {
  const clusters = clustersIn(tags.keys());
  return clusters.length > 0 && !clusters.includes(cluster);
}

const keyOf = ({ instance }: Seen) => `${instance.id} ${instance.launchedAt}`;

/**
 * Reads what instances claim: the tag `pod-cidr`, else user data, which costs one call for each instance. It changes only
 * while an instance is stopped, so what was read of one that is not holds for instance id and launch time; a warm function
 * pays once.
 */
export class ClaimReader {
  readonly #ec2: Ec2;
  readonly #cluster: string;
  readonly #runtime: Runtime;
  readonly #tagger: ClaimTagger | undefined;
  readonly #limit = pLimit(CONCURRENT_READS);
  readonly #underWay = new Map<string, Promise<Claim | undefined>>();
  #known = new Map<string, Claim>();

  constructor(ec2: Ec2, cluster: string, { runtime = SYSTEM, tags = false }: ClaimOptions = {}) {
    this.#ec2 = ec2;
    this.#cluster = cluster;
    this.#runtime = runtime;
    this.#tagger = tags ? new ClaimTagger(ec2) : undefined;
  }

  /**
   * Reads on even when the time that `ask` leaves is over: whoever asks next finds more. Those that events named go first, then
   * the earliest launched, as they do where two claim one range. Throws CloudError when user data may not be read at all; one
   * instance's failure is that instance's claim.
   */
  async read(seen: readonly Seen[], ask: Partial<Ask> = {}): Promise<Instance[]> {
    const unknown = seen.filter((each) => this.#knownClaim(each) === undefined);
    const fresh = new Map<Seen, Claim | undefined>();
    const named = new Set(ask.hints?.map((hint) => hint.instance));
    const rank = ({ instance }: Seen) => (named.has(instance.id) ? 0 : instance.launchedAt);
    // What may not be read once is not asked for a thousand times.
    let isDenied = false;
    const read = async (each: Seen) => {
      try {
        fresh.set(each, await this.#readOnce(each, () => isDenied, ask.signal));
      } catch (error) {
        isDenied = true;
        throw error;
      }
    };
    const reads = unknown.toSorted((a, b) => rank(a) - rank(b)).map(read);
    await this.#wait(together(reads), ask);
    return seen.map((each) => {
      const known = this.#knownClaim(each);
      // What counts because it was read in user data is worth a note.
      if (known !== undefined && known === this.#known.get(keyOf(each))) this.#tagger?.note(each, known);
      return { ...each.instance, claim: known ?? fresh.get(each) ?? UNREAD };
    });
  }

  /** Forgets instances that are not among `seen`, so that a long-lived process does not grow. */
  forgetAllBut(seen: readonly Seen[]): void {
    const keep = new Set(seen.map(keyOf));
    this.#known = new Map([...this.#known].filter(([key]) => keep.has(key)));
  }

  /**
   * Notes what was read in the instances' tags, if that is wanted, for a process that starts anew. Bounded: the rest follows
   * next time. Throws a CloudError when it may not.
   */
  async writeTags(signal?: AbortSignal): Promise<void> {
    await this.#tagger?.write(signal);
  }

  /** What costs no call. */
  #knownClaim(seen: Seen): Claim | undefined {
    if (seen.instance.life === 'gone' || isAnotherClusters(seen, this.#cluster)) return NONE;
    const peoples = seen.tags.get('pod-cidr');
    if (peoples !== undefined) return claimInText(peoples);
    // Its user data may have been changed since it was last read, under the same launch time.
    if (seen.instance.life === 'stopped') return undefined;
    return this.#known.get(keyOf(seen)) ?? (this.#tagger && claimInTag(seen));
  }

  #readOnce(seen: Seen, isOver: () => boolean, signal: AbortSignal | undefined): Promise<Claim | undefined> {
    const key = keyOf(seen);
    const read = async () => (isOver() ? undefined : this.#readUserData(seen, signal));
    const reading = this.#underWay.get(key) ?? this.#limit(read);
    this.#underWay.set(key, reading);
    return reading.finally(() => this.#underWay.delete(key));
  }

  async #readUserData(seen: Seen, signal: AbortSignal | undefined): Promise<Claim | undefined> {
    const claim = await claimInUserData(this.#ec2, seen.instance.id, signal);
    if (claim !== undefined && claim.kind !== 'unreadable') this.#known.set(keyOf(seen), claim);
    return claim;
  }

  async #wait(all: Promise<unknown>, { patience, signal }: Partial<Ask>): Promise<void> {
    if (patience === undefined) return void (await all);
    const done = new AbortController();
    const either = signal === undefined ? done.signal : AbortSignal.any([done.signal, signal]);
    // Whatever ends the pause, early or not: it is over.
    const pause = this.#runtime.sleep(patience, either).catch(() => {});
    try {
      await Promise.race([all, pause]);
    } finally {
      done.abort();
      // What fails after nobody waits for it any more is read again, and fails, by the next look.
      all.catch(() => {});
    }
  }
}
