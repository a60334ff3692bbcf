import { once } from 'node:events';
import pLimit from 'p-limit';
import type { ObserveOptions } from '../../reconcile/cloud/cloud.ts';
import { type Claim, claimInText } from '../../reconcile/model/claim.ts';
import type { Instance } from '../../reconcile/model/instance.ts';
import { similarKeys } from '../../reconcile/model/text/similar-keys.ts';
import { type Clock, SYSTEM_CLOCK } from '../../reconcile/cloud/clock.ts';
import { joinAll } from '../../reconcile/cloud/join-all.ts';
import { ClaimCache, type ClaimStore } from './claim-cache.ts';
import { ClaimTagWriter } from './claim-tag-writer.ts';
import { parseClaimTag } from './claim-tag.ts';
import type { Ec2Api } from '../api/api.ts';
import type { DescribedInstance } from '../instances.ts';
import { clustersIn, POD_CIDR_TAG } from '../names.ts';
import { readUserDataClaim } from './user-data-claim.ts';

const NO_CLAIM: Claim = { kind: 'none' };
const POSTPONED: Claim = { kind: 'postponed' };
/** The user data of a hundred new nodes is one burst; until a read succeeded, few show whether it is allowed. */
const FIRST_READS = 24;
const MAX_CONCURRENT_READS = 50;

export interface ClaimReaderOptions {
  readonly clock?: Clock;
  /** Reads and writes the tags in which claims from user data are cached. */
  readonly useClaimTags?: boolean;
  /** What an earlier process read. */
  readonly store?: ClaimStore | undefined;
  /** Called with each instance whose user data was read, of so many. */
  readonly onProgress?: (completed: number, total: number) => void;
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

function belongsToOtherCluster({ tags }: DescribedInstance, cluster: string): boolean {
  const clusters = clustersIn(tags.keys());
  return clusters.length > 0 && !clusters.includes(cluster);
}

/** A tag similar to `pod-cidr` does not count; it is reported where there is no claim. */
function withRemark({ tags }: DescribedInstance, claim: Claim): Claim {
  const [similar] = claim.kind === 'none' ? similarKeys(tags.keys()) : [];
  return similar === undefined
    ? claim
    : { kind: 'none', remark: `has the tag "${similar}"; podroutes reads "pod-cidr"` };
}

/**
 * Reads what instances claim: the tag `pod-cidr`, else user data, which costs one call for each instance and is cached.
 */
export class ClaimReader {
  readonly #ec2: Ec2Api;
  readonly #cluster: string;
  readonly #clock: Clock;
  readonly #tagWriter: ClaimTagWriter | undefined;
  readonly #limit = pLimit(FIRST_READS);
  readonly #inFlight = new Map<string, Promise<Claim | undefined>>();
  readonly #cache: ClaimCache;
  readonly #onProgress: NonNullable<ClaimReaderOptions['onProgress']>;

  constructor(ec2: Ec2Api, cluster: string, options: ClaimReaderOptions = {}) {
    const { clock = SYSTEM_CLOCK, useClaimTags = false, store, onProgress = () => {} } = options;
    this.#ec2 = ec2;
    this.#cluster = cluster;
    this.#clock = clock;
    this.#tagWriter = useClaimTags ? new ClaimTagWriter(ec2) : undefined;
    this.#cache = new ClaimCache(store);
    this.#onProgress = onProgress;
  }

  /**
   * Waits no longer than `claimReadTimeout` and `signal` say; the reads go on, and the next call finds more in the cache. Instances
   * that events named are read first, then the earliest launched, which win conflicts. Throws CloudError when no user data may be
   * read; any other failure becomes the claim of that instance.
   */
  async read(described: readonly DescribedInstance[], options: Partial<ObserveOptions> = {}): Promise<Instance[]> {
    await this.#cache.load(described);
    const uncached = described.filter((each) => this.#claimWithoutCall(each) === undefined);
    const results = new Map<DescribedInstance, Claim | undefined>();
    const hinted = new Set(options.hints?.map((hint) => hint.instanceId));
    const rank = ({ instance }: DescribedInstance) => (hinted.has(instance.id) ? 0 : instance.launchedAt);
    // A missing permission is not tried again for a thousand instances.
    let isDenied = false;
    const read = async (each: DescribedInstance) => {
      try {
        results.set(each, await this.#readShared(each, () => isDenied, options.signal));
        this.#onProgress(results.size, uncached.length);
      } catch (error) {
        isDenied = true;
        throw error;
      }
    };
    const reads = uncached.toSorted((a, b) => rank(a) - rank(b)).map(read);
    await this.#waitAtMost(joinAll(reads), options);
    await this.#cache.save(described);
    return described.map((each) => {
      const known = this.#claimWithoutCall(each);
      if (known !== undefined && known === this.#cache.get(each)) this.#tagWriter?.enqueue(each, known);
      const claim = known ?? results.get(each) ?? POSTPONED;
      const hasClusterTag = clustersIn(each.tags.keys()).includes(this.#cluster);
      const isOthers = belongsToOtherCluster(each, this.#cluster);
      return { ...each.instance, hasClusterTag, claim: isOthers ? claim : withRemark(each, claim) };
    });
  }

  /** See `ClaimCache`. */
  evictExcept(described: readonly DescribedInstance[]): void {
    this.#cache.evictExcept(described);
  }

  /**
   * Writes claims to the instances' tags, if that is enabled, for a process that starts without a cache. Bounded: the rest
   * follows next time. Throws a CloudError when the permission is missing.
   */
  async writeTags(signal?: AbortSignal): Promise<void> {
    await this.#tagWriter?.write(signal);
  }

  #claimWithoutCall(described: DescribedInstance): Claim | undefined {
    if (described.instance.state === 'deleted' || belongsToOtherCluster(described, this.#cluster)) return NO_CLAIM;
    const userTag = described.tags.get(POD_CIDR_TAG);
    if (userTag !== undefined) return claimInText(userTag);
    // Its user data may have changed since it was read, under the same launch time.
    if (described.instance.state === 'stopped') return undefined;
    return this.#cache.get(described) ?? (this.#tagWriter && parseClaimTag(described));
  }

  #readShared(
    described: DescribedInstance,
    shouldStop: () => boolean,
    signal: AbortSignal | undefined,
  ): Promise<Claim | undefined> {
    const key = `${described.instance.id} ${described.instance.launchedAt}`;
    const read = async () => (shouldStop() ? undefined : this.#readUserData(described, signal));
    const reading = this.#inFlight.get(key) ?? this.#limit(read);
    this.#inFlight.set(key, reading);
    return reading.finally(() => this.#inFlight.delete(key));
  }

  async #readUserData(described: DescribedInstance, signal: AbortSignal | undefined): Promise<Claim | undefined> {
    const claim = await readUserDataClaim(this.#ec2, described.instance.id, signal);
    this.#limit.concurrency = MAX_CONCURRENT_READS;
    if (claim !== undefined && claim.kind !== 'unreadable') this.#cache.set(described, claim);
    return claim;
  }

  async #waitAtMost(reads: Promise<unknown>, { claimReadTimeout, signal }: Partial<ObserveOptions>): Promise<void> {
    const finished = new AbortController();
    const combined = signal === undefined ? finished.signal : AbortSignal.any([finished.signal, signal]);
    // A read that an earlier run began, which is shared, does not end with this `signal`.
    const timeout =
      claimReadTimeout === undefined
        ? untilAborted(combined)
        : this.#clock.sleep(claimReadTimeout, combined).catch(() => {});
    try {
      await Promise.race([reads, timeout]);
    } finally {
      finished.abort();
      // What fails after the timeout is read again, and fails, in the next observation.
      reads.catch(() => {});
    }
  }
}
