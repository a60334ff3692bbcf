import { CreateTagsCommand, DeleteTagsCommand } from '@aws-sdk/client-ec2';
import type { WaitingRecord } from '../../reconcile/cloud/cloud.ts';
import { CloudError, isRetryable } from '../../reconcile/cloud/cloud-error.ts';
import { groupBy } from '../../reconcile/model/group-by.ts';
import type { Cidr } from '../../reconcile/model/ranges/cidr.ts';
import { overlapChecker } from '../../reconcile/model/ranges/overlapping-ranges.ts';
import type { Route } from '../../reconcile/model/route.ts';
import type { WaitingNode } from '../../reconcile/model/waiting-node.ts';
import type { Ec2Api } from '../api/api.ts';
import type { ClusterRouteTables } from '../routes/route-reads.ts';
import { type WaitingTag, waitingTagOf } from './waiting-tags.ts';

/** A table has 50 tags at most, most of them other people's. */
const MAX_TAGS = 20;
const MAX_REMEMBERED = 200;

const isTagOf = (node: WaitingNode) => {
  const { key, value } = waitingTagOf(node);
  return (tag: WaitingTag) => tag.key === key && tag.value === value;
};

/**
 * Who waits for a range that another holds: remembered by the process and, for others and those to come, in tags of the
 * cluster's route table of the lowest id, which every observation reads anyway. A tag is only a reason to look an instance up.
 */
export class WaitingLedger {
  readonly #ec2: Ec2Api;
  readonly #onFailure: (error: CloudError) => void;
  #remembered = new Map<string, WaitingNode>();
  #tags: readonly WaitingTag[] = [];
  #table = '';
  #routes: readonly Route[] = [];
  /** Actions that are not allowed, or not possible. */
  readonly #refused = new Set<string>();

  /** @param onFailure gets what does not fail a run: what is not allowed, once, and tags that stay until the next resync */
  constructor(ec2: Ec2Api, onFailure: (error: CloudError) => void) {
    this.#ec2 = ec2;
    this.#onFailure = onFailure;
  }

  /** Takes over what the tables' tags say now. */
  update({ ids, waitingTags, routes }: Pick<ClusterRouteTables, 'ids' | 'waitingTags' | 'routes'>): void {
    this.#tags = waitingTags;
    this.#routes = routes;
    this.#table = ids.toSorted()[0] ?? '';
  }

  /** Ids of the nodes that wait for one of `ranges` or a part of it. */
  nodesWaitingFor(ranges: readonly Cidr[]): string[] {
    const isFree = overlapChecker(ranges);
    const matching = this.#waiting().filter((node) => node.ranges.some(isFree));
    return [...new Set(matching.map(({ id }) => id))];
  }

  /** Ids of the nodes that wait for what `endedIds` had when the tables were last read: a guess, which costs a look at worst. */
  likelySuccessors(endedIds: readonly string[]): string[] {
    const isTheirs = ({ nextHop }: Route) => nextHop.kind === 'instance' && endedIds.includes(nextHop.instanceId ?? '');
    return this.nodesWaitingFor(this.#routes.filter(isTheirs).map(({ destination }) => destination));
  }

  /** The route leads elsewhere now: the next event about the same end finds nobody to look up. */
  forgetRoute({ table, destination }: Route): void {
    this.#routes = this.#routes.filter((route) => route.table !== table || route.destination !== destination);
  }

  /** Whether anybody waits for any range at all: noted with the whole cluster CIDRs, which nobody can claim. */
  isAnyRangeAwaited(clusterCidrs: readonly Cidr[]): boolean {
    return this.#waiting().some(({ ranges }) => ranges.some((range) => clusterCidrs.includes(range)));
  }

  #waiting(): WaitingNode[] {
    return [...this.#remembered.values(), ...this.#tags.flatMap(({ node }) => node ?? [])];
  }

  /** Writes missing tags and, when all nodes were seen, removes those that no longer hold. Throws what may succeed later. */
  async record(record: WaitingRecord): Promise<void> {
    this.#remember(record);
    const { waiting, unserved, isComplete, signal } = record;
    const isStale = (tag: WaitingTag) =>
      !waiting.some((node) => isTagOf(node)(tag)) && !unserved.has(tag.node?.id ?? '');
    const stale = isComplete ? this.#tags.filter(isStale) : [];
    await this.#remove(stale, signal);
    // Where it is not allowed, only resyncs find out whether it is now.
    if (this.#refused.has('CreateTags') && !isComplete) return;
    const room = MAX_TAGS - this.#tags.filter((tag) => tag.table === this.#table && !stale.includes(tag)).length;
    const missing = waiting.filter((node) => !this.#tags.some(isTagOf(node)));
    const isTagged = ({ id }: WaitingNode) => this.#tags.some((tag) => tag.node?.id === id && !stale.includes(tag));
    const added = missing.filter((node) => !isTagged(node)).slice(0, Math.max(0, room));
    await this.#add([...missing.filter(isTagged), ...added], signal);
  }

  #remember({ waiting, unserved, isComplete }: WaitingRecord): void {
    if (isComplete) this.#remembered = new Map([...this.#remembered].filter(([id]) => unserved.has(id)));
    for (const node of waiting) {
      if (this.#remembered.has(node.id) || this.#remembered.size < MAX_REMEMBERED) this.#remembered.set(node.id, node);
    }
  }

  async #add(nodes: readonly WaitingNode[], signal: AbortSignal | undefined): Promise<void> {
    if (nodes.length === 0) return;
    const tags = nodes.map(waitingTagOf).map(({ key, value }) => ({ Key: key, Value: value }));
    const command = new CreateTagsCommand({ Resources: [this.#table], Tags: tags });
    try {
      await this.#ec2.call('CreateTags', this.#table, () => this.#ec2.client.send(command), signal);
      this.#refused.delete('CreateTags');
    } catch (error) {
      if (!(error instanceof CloudError) || isRetryable(error)) throw error;
      this.#tell('CreateTags', error);
    }
  }

  async #remove(tags: readonly WaitingTag[], signal: AbortSignal | undefined): Promise<void> {
    for (const [table, stale] of groupBy(tags, (tag) => tag.table)) {
      // With its value: another function may have written another one meanwhile.
      const keys = stale.map(({ key, value }) => ({ Key: key, Value: value }));
      const command = new DeleteTagsCommand({ Resources: [table], Tags: keys });
      try {
        await this.#ec2.call('DeleteTags', table, () => this.#ec2.client.send(command), signal);
      } catch (error) {
        if (!(error instanceof CloudError)) throw error;
        this.#tell('DeleteTags', error);
      }
    }
  }

  #tell(action: string, error: CloudError): void {
    if (!this.#refused.has(action)) this.#onFailure(error);
    if (!isRetryable(error)) this.#refused.add(action);
  }
}
