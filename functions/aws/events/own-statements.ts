import type { Report } from '../../../shared/reconcile/report/report.ts';
import { claimText } from '../../../shared/reconcile/model/claim.ts';

/** Events may be lost: so many are waited for at most. */
const MAX_EXPECTED = 5000;

/**
 * What this process told nodes by their tags. Each comes back as one event, about which there is nothing to do; a later one with
 * the same value is somebody else's.
 */
export class OwnStatements {
  readonly #expected = new Map<string, string>();

  add({ told = [] }: Report): void {
    for (const { node, podCidrs } of told) this.#expected.set(node, claimText(podCidrs));
    const surplus = Math.max(0, this.#expected.size - MAX_EXPECTED);
    for (const node of [...this.#expected.keys()].slice(0, surplus)) this.#expected.delete(node);
  }

  /** Whether the event of a tag is the one of an own statement; that is then expected no more. */
  take(node: string, value: string): boolean {
    return this.#expected.get(node) === value && this.#expected.delete(node);
  }
}
