import { setTimeout as delay } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { Cloud } from '../../../shared/reconcile/cloud.ts';
import { CloudError } from '../../../shared/reconcile/errors.ts';
import type { Cidr } from '../../../shared/reconcile/cidr.ts';
import { LOOK_AGAIN_AFTER } from '../../../shared/reconcile/runtime.ts';
import type { Logger } from '../../common/log.ts';
import type { HookWake, LifecycleHook } from '../events/wake.ts';
import { judgeHooks, type Verdict } from './gate-verdict.ts';
import type { Result } from './lifecycle-actions.ts';

const CONCURRENT_ANSWERS = 5;

export interface GateOptions {
  readonly cloud: Cloud;
  readonly clusterCidrs: readonly Cidr[];
  readonly abandonOnFailure: boolean;
  readonly log: Logger;
  /** Answers Auto Scaling; false when nobody waits for that any more. */
  readonly complete: (hook: LifecycleHook, result: Result) => Promise<boolean>;
  /** Told of each hook that an error kept from being completed. */
  readonly onFailure: () => void;
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
  readonly now?: () => number;
}

/**
 * Completes lifecycle hooks once a fresh read shows the network as they need it: of a launch, the node's routes active in all
 * tables of the cluster; of a termination, none of its routes left.
 */
export class Gate {
  readonly #options: GateOptions;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** Completes the hooks that may be; answers those that must be tried again. Once `signal` is aborted, it looks but once. */
  async pass(wakes: readonly HookWake[], signal?: AbortSignal): Promise<Set<HookWake>> {
    const { sleep = delay } = this.#options;
    const limit = pLimit(CONCURRENT_ANSWERS);
    const held = new Set(wakes);
    for (const wait of [0, ...LOOK_AGAIN_AFTER]) {
      if (held.size === 0 || (wait > 0 && signal?.aborted === true)) break;
      if (wait > 0) await sleep(wait);
      const verdictOn = await this.#look([...held], signal);
      const verdicts = [...held].map((wake) => ({ wake, verdict: verdictOn(wake) }));
      const answered = await Promise.all(verdicts.map((each) => limit(async () => this.#answer(each))));
      for (const wake of answered) if (wake !== undefined) held.delete(wake);
      if (verdicts.every(({ verdict }) => verdict.do !== 'hold' || !verdict.mayPassSoon)) break;
    }
    return held;
  }

  /** One read for all hooks, and nothing believed that it does not show. */
  async #look(wakes: readonly HookWake[], signal: AbortSignal | undefined): Promise<(wake: HookWake) => Verdict> {
    const { cloud, now = Date.now } = this.#options;
    const hints = wakes.map(({ hint }) => ({ ...hint, says: 'changed' }) as const);
    try {
      const snapshot = await cloud.observe({ everything: false, hints, signal });
      return judgeHooks(snapshot, { ...this.#options, now: now() });
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      const { message: why } = error;
      return () => ({ do: 'hold', why, mayPassSoon: false });
    }
  }

  /** Does what the verdict says; answers the wake when that is the end of it. */
  async #answer({ wake, verdict }: { wake: HookWake; verdict: Verdict }): Promise<HookWake | undefined> {
    const { log, onFailure } = this.#options;
    const { kind, group, name, instance: node } = wake.hook;
    const about = { node, group, hook: name };
    switch (verdict.do) {
      case 'leave':
        log.info({ ...about, why: verdict.why }, `${kind} hook left alone`);
        return wake;
      case 'hold':
        log.warn({ ...about, why: verdict.why }, `${kind} hook held`);
        return undefined;
      case 'complete':
        try {
          await this.#complete(wake.hook, verdict);
          return wake;
        } catch (error) {
          if (!(error instanceof CloudError)) throw error;
          log.error(about, error.message);
          onFailure();
          return undefined;
        }
    }
  }

  async #complete(hook: LifecycleHook, { result, node }: Extract<Verdict, { do: 'complete' }>): Promise<void> {
    const { cloud, complete, log } = this.#options;
    // A booting node's source/dest check is its set-up script's business, except that pods come next.
    if (node !== undefined && !node.forwards) await cloud.allowForwarding(node);
    const isTaken = await complete(hook, result);
    const about = { node: hook.instance, group: hook.group, hook: hook.name };
    if (isTaken) log.info({ ...about, result }, `${hook.kind} hook completed`);
    else log.info(about, `nobody waits for this ${hook.kind} hook any more`);
  }
}
