import { DescribeInstanceAttributeCommand, type EC2Client } from '@aws-sdk/client-ec2';
import pLimit from 'p-limit';
import { CloudError, isRetryable } from '../reconcile/errors.ts';
import type { Claim, Instance } from '../reconcile/model.ts';
import { statedClaim } from '../reconcile/stated.ts';
import { calling, given } from './errors.ts';
import type { Seen } from './instances.ts';
import { clustersIn } from './names.ts';
import { readUserData } from './userdata.ts';

const NONE: Claim = { kind: 'none' };
const CONCURRENT_READS = 10;

function isAnotherClusters({ tags }: Seen, cluster: string): boolean {
  const clusters = clustersIn(tags.keys());
  return clusters.length > 0 && !clusters.includes(cluster);
}

function fromTag(value: string): Claim {
  // A comma is not allowed in every tool's tag values, so two ranges may be parted by a blank as well.
  return statedClaim(value.split(/[,\s]+/).filter((each) => each !== ''));
}

/**
 * Reads what instances claim: the tag `pod-cidr`, else user data, which costs one call for each instance. It changes only
 * while an instance is stopped, so what was read of one that is not holds for instance id and launch time; a warm function
 * pays once.
 */
export class ClaimReader {
  readonly #client: EC2Client;
  readonly #cluster: string;
  #known = new Map<string, Claim>();

  constructor(client: EC2Client, cluster: string) {
    this.#client = client;
    this.#cluster = cluster;
  }

  /** Throws CloudError when user data may not be read at all; one instance's failure is that instance's claim. */
  async read(seen: readonly Seen[]): Promise<Instance[]> {
    const limit = pLimit(CONCURRENT_READS);
    return Promise.all(seen.map(async (each) => ({ ...each.instance, claim: await limit(() => this.#claimOf(each)) })));
  }

  /** Forgets instances that are not among `seen`, so that a long-lived process does not grow. */
  forgetAllBut(seen: readonly Seen[]): void {
    const keep = new Set(seen.map(keyOf));
    this.#known = new Map([...this.#known].filter(([key]) => keep.has(key)));
  }

  async #claimOf(seen: Seen): Promise<Claim> {
    if (seen.instance.life === 'gone' || isAnotherClusters(seen, this.#cluster)) return NONE;
    const tag = seen.tags.get('pod-cidr');
    if (tag !== undefined) return fromTag(tag);
    const known = this.#known.get(keyOf(seen));
    if (known !== undefined && seen.instance.life !== 'stopped') return known;
    const claim = await this.#fromUserData(seen.instance.id);
    if (claim.kind !== 'unreadable') this.#known.set(keyOf(seen), claim);
    return claim;
  }

  async #fromUserData(id: string): Promise<Claim> {
    try {
      const command = new DescribeInstanceAttributeCommand({ InstanceId: id, Attribute: 'userData' });
      const answer = await calling('DescribeInstanceAttribute', id, () => this.#client.send(command));
      // An answer about nobody is not one about somebody without user data.
      given(answer.InstanceId, 'DescribeInstanceAttribute', id);
      return await readUserData(answer.UserData?.Value);
    } catch (error) {
      // Nobody's user data may be read: not one node's trouble but the whole run's.
      if (!(error instanceof CloudError) || error.trouble === 'denied') throw error;
      return { kind: 'unreadable', reason: error.message, retryable: isRetryable(error) };
    }
  }
}

const keyOf = ({ instance }: Seen) => `${instance.id} ${instance.launchedAt}`;
