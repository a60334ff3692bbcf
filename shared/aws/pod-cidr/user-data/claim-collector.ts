import { type Claim, statedClaim } from '../../../reconcile/model/claim.ts';
import { isSimilarKey } from '../../../reconcile/model/text/similar-keys.ts';
import { COMPUTED_CLAIM } from './computed-claim.ts';
import { isPodCidrKey, mentionsPodCidr } from './pod-cidr-keys.ts';
import { looksLikeCidr, parseValueList } from './value-list.ts';

/** User data, or a text inside it: a here-document, what a command writes, the content of a file. */
export interface NestedText {
  readonly source: string;
  /** False where a condition at boot decides whether it counts. */
  readonly isUnconditional: boolean;
  readonly depth: number;
}

/** Set-up scripts do not nest deeper. */
const MAX_DEPTH = 6;

/** Of all nested texts together: YAML aliases repeat a long text at no cost to its author. */
const MAX_NESTED_CHARACTERS = 1_000_000;

/** Collects the assignments in user data and the texts nested in it. */
export class ClaimCollector {
  readonly #values = new Set<string>();
  #isComputed = false;
  #similarKey: string | undefined;
  readonly #queue: NestedText[];
  #charactersLeft = MAX_NESTED_CHARACTERS;

  /** @param queue receives the nested texts */
  constructor(queue: NestedText[]) {
    this.#queue = queue;
  }

  /** Takes any assignment, also of keys that are no pod CIDR. */
  addAssignment(key: string, value: string, { isUnconditional }: NestedText): void {
    const { literals, isComputed } = parseValueList(value);
    if (isPodCidrKey(key)) {
      if (isUnconditional) for (const literal of literals) this.#values.add(literal);
      this.#isComputed ||= isComputed || (!isUnconditional && literals.length > 0);
    } else if (isSimilarKey(key) && literals.some(looksLikeCidr)) this.#similarKey ??= key;
  }

  /** Queues a text inside `parent`. Throws when all of them are too long. */
  addNestedText(source: string, { isUnconditional, depth }: NestedText): void {
    if (depth >= MAX_DEPTH || !mentionsPodCidr(source)) return;
    this.#charactersLeft -= source.length;
    if (this.#charactersLeft < 0) throw new RangeError(`more than ${MAX_NESTED_CHARACTERS} characters`);
    this.#queue.push({ source, isUnconditional, depth: depth + 1 });
  }

  get claim(): Claim {
    // Where there is a literal, a variable is taken to hold the same value.
    if (this.#values.size > 0) return statedClaim(this.#values);
    if (this.#isComputed) return COMPUTED_CLAIM;
    if (this.#similarKey === undefined) return { kind: 'none' };
    return { kind: 'none', remark: `its user data has "${this.#similarKey}"; podroutes reads "POD_CIDR"` };
  }
}
