import { createHash } from 'node:crypto';

/**
 * Ids that look like the service's and are the same in every run with the same seed. Each kind counts on its own, so
 * that making one more subnet does not rename the instances.
 */
export class Ids {
  readonly #seed: number;
  readonly #counts = new Map<string, number>();
  #serial = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** For example `i-0b4d2dd686ddd1e1a` for the prefix `i`. */
  next(prefix: string): string {
    return `${prefix}-0${this.#digest(prefix).slice(0, 16)}`;
  }

  uuid(purpose: string): string {
    const hex = this.#digest(purpose);
    const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) % 4);
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      `${variant}${hex.slice(17, 20)}`,
      hex.slice(20, 32),
    ].join('-');
  }

  /** A number that grows with every resource: their order of creation. */
  serial(): number {
    this.#serial += 1;
    return this.#serial;
  }

  #digest(purpose: string): string {
    const count = (this.#counts.get(purpose) ?? 0) + 1;
    this.#counts.set(purpose, count);
    return createHash('sha256').update(`${this.#seed} ${purpose} ${count}`).digest('hex');
  }
}
