import { nameOf, parentOf } from '../links.ts';
import type { Resource } from './model.ts';

/** Counts the writes, so that each store knows which of its changes belong to the most recent one. */
export class Journal {
  #write = 0;
  #depth = 0;
  readonly #listeners = new Set<() => void>();

  /** Calls `listener` at every change; by the next microtask it is carried out. Returns the way to stop that. */
  onWrite(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** The number of the write under way, or a new one for a change made on its own. */
  current(): number {
    if (this.#depth === 0) this.#write += 1;
    for (const listener of this.#listeners) listener();
    return this.#write;
  }

  get latest(): number {
    return this.#write;
  }

  /** Makes all changes inside `change` one write. */
  write<T>(change: () => T): T {
    if (this.#depth === 0) this.#write += 1;
    this.#depth += 1;
    try {
      return change();
    } finally {
      this.#depth -= 1;
    }
  }
}

export interface Reader<T> {
  get(path: string): T | undefined;
  /** The resources of a collection, such as `projects/P/global/routes`, by name. */
  list(collection: string): T[];
}

/** The resources of one kind, by path and by collection, with the state before the most recent write. */
export class Store<T extends Resource> implements Reader<T> {
  readonly #byPath = new Map<string, T>();
  readonly #byCollection = new Map<string, Map<string, T>>();
  readonly #journal: Journal;
  #undoOf = 0;
  readonly #undo = new Map<string, T | undefined>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  get(path: string): T | undefined {
    return this.#byPath.get(path);
  }

  list(collection: string): T[] {
    return sorted(this.#byCollection.get(collection)?.values() ?? []);
  }

  values(): IterableIterator<T> {
    return this.#byPath.values();
  }

  put(resource: T): T {
    this.#remember(resource.path);
    this.#byPath.set(resource.path, resource);
    const collection = parentOf(resource.path);
    const siblings = this.#byCollection.get(collection) ?? new Map<string, T>();
    siblings.set(resource.path, resource);
    this.#byCollection.set(collection, siblings);
    return resource;
  }

  delete(path: string): void {
    this.#remember(path);
    this.#byPath.delete(path);
    this.#byCollection.get(parentOf(path))?.delete(path);
  }

  /** The store as it was before the most recent write: what a stale replica answers from. */
  get before(): Reader<T> {
    const undo = this.#undoOf === this.#journal.latest ? this.#undo : new Map<string, T | undefined>();
    return {
      get: (path) => (undo.has(path) ? undo.get(path) : this.get(path)),
      list: (collection) => sorted(this.#asBefore(collection, undo)),
    };
  }

  #asBefore(collection: string, undo: ReadonlyMap<string, T | undefined>): Iterable<T> {
    const resources = new Map(this.#byCollection.get(collection));
    for (const [path, earlier] of undo) {
      if (parentOf(path) !== collection) continue;
      if (earlier === undefined) resources.delete(path);
      else resources.set(path, earlier);
    }
    return resources.values();
  }

  #remember(path: string): void {
    const write = this.#journal.current();
    if (this.#undoOf !== write) this.#undo.clear();
    this.#undoOf = write;
    if (!this.#undo.has(path)) this.#undo.set(path, this.#byPath.get(path));
  }
}

function sorted<T extends Resource>(resources: Iterable<T>): T[] {
  return [...resources].sort((a, b) => (nameOf(a.path) < nameOf(b.path) ? -1 : 1));
}
