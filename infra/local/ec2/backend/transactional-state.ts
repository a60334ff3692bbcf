import { stateChangeEvent, type EventListener } from '../events.ts';
import { createState, type Settings, type State, type StateChange, type BackendOptions } from './state.ts';

/** State that is written all or nothing, and tells its listeners which instances changed their state. */
export class TransactionalState {
  readonly state: State;
  readonly #listeners = new Set<EventListener>();

  constructor(options: BackendOptions = {}) {
    this.state = createState(options);
  }

  /** Limits and switches; they can be changed at any time. */
  get settings(): Settings {
    return this.state.settings;
  }

  /** Carries out `work` all or nothing, then announces the state changes. Inside another write it is part of that. */
  write<T>(work: (state: State) => T): T {
    const { journal, stateChanges } = this.state;
    if (journal.writing) return work(this.state);
    const result = this.#attempt(() => journal.write(() => work(this.state)));
    for (const change of stateChanges.splice(0)) this.#announce(change);
    return result;
  }

  /** Calls `listener` at every state change, in order. Returns the way to stop that. */
  onEvent(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** A write that failed announces nothing. */
  #attempt<T>(write: () => T): T {
    try {
      return write();
    } catch (error) {
      this.state.stateChanges.length = 0;
      throw error;
    }
  }

  #announce(change: StateChange): void {
    const event = stateChangeEvent(this.state, change);
    for (const listener of this.#listeners) listener(event);
  }
}
