import { setTimeout as delay } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { Cloud } from '../../../shared/reconcile/cloud/cloud.ts';
import { CloudError } from '../../../shared/reconcile/cloud/cloud-error.ts';
import type { Cidr } from '../../../shared/reconcile/model/ranges/cidr.ts';
import { LAG_RETRY_DELAYS } from '../../../shared/reconcile/cloud/clock.ts';
import type { Logger } from '../../common/log.ts';
import type { HookEvent, LifecycleHook } from '../events/parsed-event.ts';
import { type HookDecision, makeHookDecider, type Obstacle } from './hook-decision.ts';
import type { LifecycleActionResult } from './complete-lifecycle-action.ts';

const CONCURRENT_COMPLETIONS = 5;

export interface TimeSignals {
  readonly signal?: AbortSignal | undefined;
  readonly end?: AbortSignal | undefined;
}

export interface HookCompleterOptions {
  readonly cloud: Cloud;
  readonly clusterCidrs: readonly Cidr[];
  readonly abandonOnFailure: boolean;
  readonly gateWaitsForRange: boolean;
  readonly log: Logger;
  /** Completes the lifecycle action; false when Auto Scaling no longer waits for it. */
  readonly complete: (
    hook: LifecycleHook,
    result: LifecycleActionResult,
    end: AbortSignal | undefined,
  ) => Promise<boolean>;
  /** Called for each hook that an error kept from being completed. */
  readonly onFailure: () => Promise<void>;
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
  readonly now?: () => number;
}

/**
 * Completes lifecycle hooks once a fresh read shows, for a launch, the node's routes active in all tables of the cluster and,
 * for a termination, none of its routes left.
 */
export class HookCompleter {
  readonly #options: HookCompleterOptions;
  /** The hooks that advice was given on. */
  readonly #advised = new Set<string>();
  readonly #held: Map<string, HookEvent>;

  /** @param held the held hooks by instance, which it keeps up to date */
  constructor(options: HookCompleterOptions, held: Map<string, HookEvent>) {
    this.#options = options;
    this.#held = held;
  }

  /**
   * Completes the hooks that are ready; returns those to retry. Once `signal` is aborted, it reads only once; once `end` is,
   * nothing is waited for.
   */
  async completeReady(events: readonly HookEvent[], { signal, end }: TimeSignals): Promise<Set<HookEvent>> {
    const { sleep = delay } = this.#options;
    const limit = pLimit(CONCURRENT_COMPLETIONS);
    const pending = new Set(events);
    for (const wait of [0, ...LAG_RETRY_DELAYS]) {
      if (pending.size === 0 || (wait > 0 && signal?.aborted === true)) break;
      if (wait > 0) await sleep(wait);
      const decisionFor = await this.#readDecisions([...pending], { signal, end });
      const decisions = [...pending].map((event) => [event, decisionFor(event)] as const);
      const finished = await Promise.all(decisions.map((each) => limit(async () => this.#applyDecision(...each, end))));
      for (const event of finished.filter((each) => each !== undefined)) {
        pending.delete(event);
        this.#held.delete(event.hook.instance);
      }
      if (decisions.every(([, decision]) => decision.action !== 'hold' || !decision.retrySoon)) break;
    }
    for (const event of pending) this.#held.set(event.hook.instance, event);
    return pending;
  }

  /** One read for all hooks. It believes no event, not even that an instance is deleted. */
  async #readDecisions(
    events: readonly HookEvent[],
    { signal, end }: TimeSignals,
  ): Promise<(event: HookEvent) => HookDecision> {
    const { cloud, now = Date.now } = this.#options;
    const hints = events.map(({ hint }) => ({ ...hint, state: 'unknown' }) as const);
    try {
      const snapshot = await cloud.observe({ full: false, hints, signal, end });
      return makeHookDecider(snapshot, { ...this.#options, now: now() });
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      return () => ({ action: 'hold', reason: error.message, retrySoon: false });
    }
  }

  /** Returns the event when it needs no retry. */
  async #applyDecision(
    event: HookEvent,
    decision: HookDecision,
    end: AbortSignal | undefined,
  ): Promise<HookEvent | undefined> {
    const { log, onFailure } = this.#options;
    const { kind, group, name, instance: node } = event.hook;
    const fields = { node, group, hook: name };
    switch (decision.action) {
      case 'ignore':
        log.info({ ...fields, why: decision.reason }, `${kind} hook left alone`);
        return event;
      case 'hold':
        log.warn({ ...fields, ...this.#explain(event.hook, decision) }, `${kind} hook held`);
        return undefined;
      case 'complete':
        try {
          await this.#complete(event.hook, decision, end);
          return event;
        } catch (error) {
          if (!(error instanceof CloudError)) throw error;
          log.error(fields, error.message);
          await onFailure();
          return undefined;
        }
    }
  }

  /** A held hook comes back every few minutes; the advice is given once. */
  #explain({ instance, name }: LifecycleHook, { reason, advice }: Obstacle): { why: string; advice?: string } {
    const key = `${instance} ${name}`;
    if (advice === undefined || this.#advised.has(key)) return { why: reason };
    this.#advised.add(key);
    return { why: reason, advice };
  }

  async #complete(
    hook: LifecycleHook,
    { result, node, because }: Extract<HookDecision, { action: 'complete' }>,
    end: AbortSignal | undefined,
  ): Promise<void> {
    const { cloud, complete, log } = this.#options;
    // Set-up scripts switch off the source/dest check of a booting node, but its pods start right after this hook.
    if (node?.canIpForward === false && cloud.ipForwarding.kind === 'switchable') {
      await cloud.ipForwarding.enable(node, { signal: end });
    }
    const isAccepted = await complete(hook, result, end);
    const fields = { node: hook.instance, group: hook.group, hook: hook.name };
    const why = because === undefined ? {} : this.#explain(hook, because);
    if (isAccepted) log.info({ ...fields, result, ...why }, `${hook.kind} hook completed`);
    else log.info(fields, `nobody waits for this ${hook.kind} hook any more`);
  }
}
