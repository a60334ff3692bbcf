import { Ec2Error } from '../errors.ts';
import { SecondaryIndex } from './secondary-index.ts';
import type { Journal } from './journal.ts';

/** All records of one kind. A record is never changed in place: `put` replaces it, and the journal knows. */
export class Table<T extends { readonly id: string }> {
  readonly prefix: string;
  readonly #journal: Journal;
  readonly #name: string;
  readonly #code: string;
  readonly #records = new Map<string, T>();
  readonly #indexes: SecondaryIndex<T>[] = [];

  /** The service names the kind of resource by `prefix` in ids, `name` in sentences and `code` in errors. */
  constructor(journal: Journal, prefix: string, name: string, code: string) {
    this.#journal = journal;
    this.prefix = prefix;
    this.#name = name;
    this.#code = code;
  }

  /** A look-up by something else than the id. `keysOf` may give several keys for a record, or none. */
  index(keysOf: (record: T) => readonly (string | undefined)[]): SecondaryIndex<T> {
    const index = new SecondaryIndex(keysOf);
    this.#indexes.push(index);
    return index;
  }

  get(id: string): T | undefined {
    return this.#records.get(id);
  }

  values(): IterableIterator<T> {
    return this.#records.values();
  }

  /** The record, or the service's `...NotFound` (`...Malformed` if that is no id of this kind). */
  need(id: string): T {
    const record = this.#records.get(id);
    if (record === undefined) throw this.#noSuch([id]);
    return record;
  }

  /** The records with these ids, in their order. One unknown id fails the whole call, as it does in EC2. */
  needAll(ids: readonly string[]): T[] {
    const missing = ids.filter((id) => !this.#records.has(id));
    if (missing.length > 0) throw this.#noSuch(missing);
    return [...new Set(ids)].flatMap((id) => this.#records.get(id) ?? []);
  }

  put(record: T): T {
    this.#change(record.id, record);
    return record;
  }

  remove(id: string): void {
    if (this.#records.has(id)) this.#change(id, undefined);
  }

  #change(id: string, next: T | undefined): void {
    const previous = this.#records.get(id);
    this.#journal.record({
      undo: () => this.#swap(id, next, previous),
      redo: () => this.#swap(id, previous, next),
    });
    this.#swap(id, previous, next);
  }

  #swap(id: string, from: T | undefined, to: T | undefined): void {
    if (to === undefined) this.#records.delete(id);
    else this.#records.set(id, to);
    for (const index of this.#indexes) index.swap(from, to);
  }

  #noSuch(ids: readonly string[]): Ec2Error {
    const form = new RegExp(`^${this.prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`);
    const malformed = ids.find((id) => !form.test(id));
    if (malformed !== undefined) {
      return new Ec2Error(`${this.#code}.Malformed`, `Invalid id: "${malformed}" (expecting "${this.prefix}-...")`);
    }
    const [subject, verb] = ids.length === 1 ? ['ID', 'does'] : ['IDs', 'do'];
    return new Ec2Error(`${this.#code}.NotFound`, `The ${this.#name} ${subject} '${ids.join(', ')}' ${verb} not exist`);
  }
}
