import type { Claim } from '../../reconcile/model/claim.ts';
import type { DescribedInstance } from '../instances.ts';

/** Claims read from user data, by `claimKey`. */
export type ClaimsByKey = ReadonlyMap<string, Claim>;

/** Keeps the claims of a VPC's instances for the next process. Neither method throws. */
export interface ClaimStore {
  readonly load: (vpcId: string) => Promise<ClaimsByKey>;
  /** What is not among `claims` is forgotten. */
  readonly save: (vpcId: string, claims: ClaimsByKey) => Promise<void>;
}

/** User data changes only while an instance is stopped, and each start has a launch time of its own. */
const claimKey = ({ instance }: DescribedInstance) => `${instance.id} ${instance.launchedAt}`;

/** What was read from user data, by instance and launch. Nothing is known of stopped instances: theirs may change. */
export class ClaimCache {
  readonly #store: ClaimStore | undefined;
  readonly #loadedVpcs = new Set<string>();
  #claims = new Map<string, Claim>();
  #isSaved = true;

  constructor(store?: ClaimStore) {
    this.#store = store;
  }

  get(described: DescribedInstance): Claim | undefined {
    return described.instance.state === 'stopped' ? undefined : this.#claims.get(claimKey(described));
  }

  set(described: DescribedInstance, claim: Claim): void {
    if (described.instance.state === 'stopped') return;
    this.#claims.set(claimKey(described), claim);
    this.#isSaved = false;
  }

  /** Keeps a long-lived process from growing. */
  evictExcept(described: readonly DescribedInstance[]): void {
    this.#claims = new Map(this.#entriesOf(described));
  }

  /** Takes what an earlier process stored of these instances, which are of one VPC. */
  async load([first]: readonly DescribedInstance[]): Promise<void> {
    const vpcId = first?.vpcId;
    if (this.#store === undefined || vpcId === undefined || this.#loadedVpcs.has(vpcId)) return;
    this.#loadedVpcs.add(vpcId);
    this.#claims = new Map([...(await this.#store.load(vpcId)), ...this.#claims]);
  }

  /** Stores what is known of these instances, if there is anything new. */
  async save(described: readonly DescribedInstance[]): Promise<void> {
    const vpcId = described[0]?.vpcId;
    if (this.#store === undefined || vpcId === undefined || this.#isSaved) return;
    this.#isSaved = true;
    await this.#store.save(vpcId, new Map(this.#entriesOf(described)));
  }

  #entriesOf(described: readonly DescribedInstance[]): [string, Claim][] {
    return described.flatMap((each): [string, Claim][] => {
      const claim = this.get(each);
      return claim === undefined ? [] : [[claimKey(each), claim]];
    });
  }
}
