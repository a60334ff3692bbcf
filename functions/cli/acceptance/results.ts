import type { Check, CheckResult, Outcome } from './outcome.ts';

/** The outcomes of a checklist, told as they come. */
export class Results<Id extends string> {
  readonly #checks: Readonly<Record<Id, Check>>;
  readonly #onResult: (result: CheckResult) => void;
  readonly #outcomes = new Map<string, CheckResult>();

  constructor(checks: Readonly<Record<Id, Check>>, onResult: (result: CheckResult) => void) {
    this.#checks = checks;
    this.#onResult = onResult;
  }

  add(id: Id, outcome: Outcome): void {
    this.#add(id, this.#checks[id], outcome);
  }

  /** Says of every check that has no outcome why it has none. */
  close(why: string): void {
    for (const [id, check] of Object.entries<Check>(this.#checks)) {
      if (!this.#outcomes.has(id)) this.#add(id, check, { kind: 'not-tried', why });
    }
  }

  /** In the order of the checklist. */
  get all(): CheckResult[] {
    return Object.keys(this.#checks).flatMap((id) => this.#outcomes.get(id) ?? []);
  }

  #add(id: string, check: Check, outcome: Outcome): void {
    const result = { id, ...check, outcome };
    this.#outcomes.set(id, result);
    this.#onResult(result);
  }
}
