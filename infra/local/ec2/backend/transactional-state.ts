import { stateChangeEvent, tagChangeEvent, type EventListener, type TagListener } from '../events.ts';
import { createState, type Settings, type State, type BackendOptions } from './state.ts';

/** State that is written all or nothing, and tells its listeners which instances and tags changed. */
export class TransactionalState {
  readonly state: State;
  readonly #listeners = new Set<EventListener>();
  readonly #tagListeners = new Set<TagListener>();
  #isAnnouncing = false;

  constructor(options: BackendOptions = {}) {
    this.state = createState(options);
  }

  /** Limits and switches; they can be changed at any time. */
  get settings(): Settings {
    return this.state.settings;
  }

  /** Carries out `work` all or nothing, then announces the changes. Inside another write it is part of that. */
  write<T>(work: (state: State) => T): T {
    const { journal } = this.state;
    if (journal.writing) return work(this.state);
    const result = this.#attempt(() => journal.write(() => work(this.state)));
    this.#announce();
    return result;
  }

  /** Calls `listener` after every write that changed something, whatever it was. Returns the way to stop that. */
  onWrite(listener: () => void): () => void {
    return this.state.journal.onWrite(listener);
  }

  /** Calls `listener` at every state change, in order. Returns the way to stop that. */
  onEvent(listener: EventListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Calls `listener` whenever somebody changed the tags of a resource. Returns the way to stop that. */
  onTagChange(listener: TagListener): () => void {
    this.#tagListeners.add(listener);
    return () => void this.#tagListeners.delete(listener);
  }

  /** A write that failed announces nothing. */
  #attempt<T>(write: () => T): T {
    const { stateChanges, tagChanges } = this.state;
    const [states, tags] = [stateChanges.length, tagChanges.length];
    try {
      return write();
    } catch (error) {
      stateChanges.length = states;
      tagChanges.length = tags;
      throw error;
    }
  }

  /** What a listener changes is announced after what it heard of, so that all hear of changes in their order. */
  #announce(): void {
    if (this.#isAnnouncing) return;
    this.#isAnnouncing = true;
    const { stateChanges, tagChanges } = this.state;
    try {
      while (stateChanges.length + tagChanges.length > 0) {
        for (const change of stateChanges.splice(0, 1)) tell(this.#listeners, stateChangeEvent(this.state, change));
        if (stateChanges.length > 0) continue;
        for (const change of tagChanges.splice(0, 1)) tell(this.#tagListeners, tagChangeEvent(this.state, change));
      }
    } finally {
      this.#isAnnouncing = false;
    }
  }
}

function tell<Event>(listeners: ReadonlySet<(event: Event) => void>, event: Event): void {
  for (const listener of listeners) listener(event);
}
