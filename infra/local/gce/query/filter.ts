import { comparison, type Predicate } from './comparison.ts';
import { invalidFilter, tokenize, type Token } from './tokens.ts';

/** Compiles a `filter` parameter: `name = x`, `network eq ".*x.*"`, `(a:b) (c != d)`, `a = b OR c = d`, `NOT a = b`. */
export function compileFilter(filter: string): Predicate {
  return new Parser(filter).parse();
}

class Parser {
  readonly #filter: string;
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(filter: string) {
    this.#filter = filter;
    this.#tokens = tokenize(filter);
  }

  parse(): Predicate {
    const predicate = this.#sequence();
    if (this.#peek() !== undefined) throw this.#error();
    return predicate;
  }

  /** Terms one after the other, with or without AND between them. */
  #sequence(): Predicate {
    const factors = [this.#factor()];
    while (this.#peek() !== undefined && this.#peek()?.text !== ')') {
      this.#accept('AND');
      factors.push(this.#factor());
    }
    return (resource) => factors.every((factor) => factor(resource));
  }

  /** By AIP-160, OR binds tighter than AND. */
  #factor(): Predicate {
    const terms = [this.#term()];
    while (this.#accept('OR')) terms.push(this.#term());
    return (resource) => terms.some((term) => term(resource));
  }

  #term(): Predicate {
    if (this.#accept('NOT')) {
      const negated = this.#term();
      return (resource) => !negated(resource);
    }
    if (!this.#accept('(')) return this.#comparison();
    const inner = this.#sequence();
    if (!this.#accept(')')) throw this.#error();
    return inner;
  }

  #comparison(): Predicate {
    const field = this.#next('word');
    const operator = this.#next('operator');
    const predicate = comparison(field, operator, this.#next('value'));
    if (predicate === undefined) throw this.#error();
    return predicate;
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#position];
  }

  #accept(text: string): boolean {
    const token = this.#peek();
    if (token?.text !== text || token.kind === 'value') return false;
    this.#position += 1;
    return true;
  }

  #next(kind: Token['kind']): string {
    const token = this.#peek();
    if (token?.kind !== kind) throw this.#error();
    this.#position += 1;
    return token.text;
  }

  #error() {
    return invalidFilter(this.#filter);
  }
}
