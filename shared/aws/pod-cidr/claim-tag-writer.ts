import { CreateTagsCommand } from '@aws-sdk/client-ec2';
import pLimit from 'p-limit';
import { CloudError, type ErrorKind } from '../../reconcile/cloud/cloud-error.ts';
import type { Claim } from '../../reconcile/model/claim.ts';
import { CLAIM_TAG, claimTagValue } from './claim-tag.ts';
import type { Ec2Api } from '../api/api.ts';
import type { DescribedInstance } from '../instances.ts';

/** Tags written at once: a little less than the burst of CreateTags' rate limit. */
const BATCH_SIZE = 80;
const MAX_CONCURRENT_WRITES = 8;

/** The instance was deleted meanwhile, or the run is over. */
const IGNORED_KINDS: ReadonlySet<ErrorKind> = new Set<ErrorKind>(['target-not-found', 'interrupted']);

/** Writes the tags in which claims from user data are cached. */
export class ClaimTagWriter {
  readonly #ec2: Ec2Api;
  /** Missing or outdated tags by instance id. */
  readonly #pending = new Map<string, string>();

  constructor(ec2: Ec2Api) {
    this.#ec2 = ec2;
  }

  enqueue(described: DescribedInstance, claim: Claim): void {
    const { id } = described.instance;
    const value = claimTagValue(described, claim);
    if (value === undefined || described.tags.get(CLAIM_TAG) === value) this.#pending.delete(id);
    else this.#pending.set(id, value);
  }

  /** Writes a batch of the pending tags. Stops at the first error and throws it: a missing permission concerns all. */
  async write(signal?: AbortSignal): Promise<void> {
    const limit = pLimit({ concurrency: MAX_CONCURRENT_WRITES, rejectOnClear: true });
    const batch = [...this.#pending].slice(0, BATCH_SIZE);
    const writes = batch.map(([id, value]) => limit(() => this.#tag(id, value, signal)));
    try {
      await Promise.all(writes);
    } catch (error) {
      limit.clearQueue();
      await Promise.allSettled(writes);
      throw error;
    }
  }

  async #tag(id: string, value: string, signal: AbortSignal | undefined): Promise<void> {
    const { client, call } = this.#ec2;
    const command = new CreateTagsCommand({ Resources: [id], Tags: [{ Key: CLAIM_TAG, Value: value }] });
    try {
      await call('CreateTags', id, () => client.send(command), signal);
    } catch (error) {
      if (!(error instanceof CloudError) || !IGNORED_KINDS.has(error.kind)) throw error;
    }
    this.#pending.delete(id);
  }
}
