import { hanging } from '../render/terminal/wrap.ts';
import type { CheckResult, Outcome } from './outcome.ts';

const VERDICTS: Readonly<Record<Outcome['kind'], string>> = {
  'as-believed': 'as believed',
  differs: 'DIFFERS',
  'not-tried': 'not tried',
};

const WIDTH = Math.max(...Object.values(VERDICTS).map(({ length }) => length));

/** One line: the verdict, then what was expected and what was observed. */
export function renderResult({ behaviour, expected, outcome }: CheckResult, width?: number): string {
  const said = outcome.kind === 'not-tried' ? outcome.why : `observed ${outcome.observed}`;
  const lead = `${VERDICTS[outcome.kind].padEnd(WIDTH)}  `;
  return `${hanging(lead, `${behaviour}: expected ${expected}; ${said}`, width)}\n`;
}

export function countOf(results: readonly CheckResult[], kind: Outcome['kind']): number {
  return results.filter(({ outcome }) => outcome.kind === kind).length;
}

export function renderSummary(results: readonly CheckResult[]): string {
  const [believed, differing, untried] = (['as-believed', 'differs', 'not-tried'] as const).map((kind) =>
    countOf(results, kind),
  );
  return `${believed} as believed, ${differing} different, ${untried} not tried.\n`;
}
