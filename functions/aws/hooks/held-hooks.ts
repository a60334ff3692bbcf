import { once } from '../../common/once.ts';
import type { HookEvent } from '../events/parsed-event.ts';
import type { HookCompleterOptions, TimeSignals } from './hook-completer.ts';

/** The lifecycle hooks that the process holds. What completes hooks is loaded with the first. */
export class HeldHooks {
  /** By instance, since what opens them may come before their messages do, which stay hidden for minutes. */
  readonly #held = new Map<string, HookEvent>();
  readonly #completer;

  constructor(options: HookCompleterOptions) {
    this.#completer = once(async () => {
      const { HookCompleter } = await import('./hook-completer.ts');
      return new HookCompleter(options, this.#held);
    });
  }

  /** Those of these instances, or all. */
  of(instances: Iterable<string> = this.#held.keys()): HookEvent[] {
    return [...new Set(instances)].flatMap((id) => this.#held.get(id) ?? []);
  }

  /** See `HookCompleter`. */
  async completeReady(events: readonly HookEvent[], signals: TimeSignals): Promise<ReadonlySet<HookEvent>> {
    return events.length === 0 ? new Set() : (await this.#completer()).completeReady(events, signals);
  }
}
