/** Remembers the tokens by which a list is read on. One that comes twice would be followed for ever. */
export class Tokens {
  readonly #seen = new Set<string>();

  /** Whether `token` was here before. */
  isAgain(token: string | null | undefined): boolean {
    if (token === undefined || token === null || token === '') return false;
    const isKnown = this.#seen.has(token);
    this.#seen.add(token);
    return isKnown;
  }
}
