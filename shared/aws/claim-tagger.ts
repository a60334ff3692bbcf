import { CreateTagsCommand } from '@aws-sdk/client-ec2';
import pLimit from 'p-limit';
import { CloudError, type Trouble } from '../reconcile/errors.ts';
import type { Claim } from '../reconcile/model.ts';
import { CLAIM_TAG, claimTagFor } from './claim-tags.ts';
import type { Ec2 } from './client.ts';
import type { Seen } from './instances.ts';

/** Tags written at a time: what CreateTags' bucket holds when it is full, nearly. */
const AT_A_TIME = 80;
const CONCURRENT_WRITES = 8;

/** The instance ended meanwhile, or the run: neither is worth a word. */
const PASSING: ReadonlySet<Trouble> = new Set<Trouble>(['target-gone', 'interrupted']);

/** Writes the tags in which it is noted what instances claim. */
export class ClaimTagger {
  readonly #ec2: Ec2;
  /** The tag that an instance should have and has not. */
  readonly #due = new Map<string, string>();

  constructor(ec2: Ec2) {
    this.#ec2 = ec2;
  }

  /** Takes note of what was read in an instance's user data. */
  note(seen: Seen, claim: Claim): void {
    const { id } = seen.instance;
    const value = claimTagFor(seen, claim);
    if (value === undefined || seen.tags.get(CLAIM_TAG) === value) this.#due.delete(id);
    else this.#due.set(id, value);
  }

  /** Writes some of what is due. Stops at the first CloudError and throws it: what is not allowed once is not for the next. */
  async write(signal?: AbortSignal): Promise<void> {
    const limit = pLimit({ concurrency: CONCURRENT_WRITES, rejectOnClear: true });
    const some = [...this.#due].slice(0, AT_A_TIME);
    const writes = some.map(([id, value]) => limit(() => this.#tag(id, value, signal)));
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
      if (!(error instanceof CloudError) || !PASSING.has(error.trouble)) throw error;
    }
    this.#due.delete(id);
  }
}
