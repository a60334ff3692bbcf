import { counted } from '../../../shared/reconcile/model/counted.ts';
import { InvalidArgumentError } from 'commander';
import type { Report } from '../../../shared/reconcile/report/report.ts';
import { refusedCount } from '../../../shared/reconcile/report/refused.ts';

/** What of a report makes a command fail though no call has: only people can mend it. */
const FAIL_ON = ['refused', 'conflicts', 'without-range', 'unstated'] as const;
type FailOn = (typeof FAIL_ON)[number];

export const DEFAULT_FAIL_ON: readonly FailOn[] = ['refused', 'conflicts', 'without-range'];

const isFailOn = (text: string): text is FailOn => FAIL_ON.some((each) => each === text);

/** The value of `--fail-on`: `none`, or some of FAIL_ON with commas between them. */
export function parseFailOn(value: string): readonly FailOn[] {
  const items = value.split(',').map((item) => item.trim());
  if (items.length === 1 && items[0] === 'none') return [];
  const known = items.filter(isFailOn);
  if (known.length === items.length) return known;
  throw new InvalidArgumentError(`It should be none, or some of ${FAIL_ON.join(',')}.`);
}

/** How many nodes or instances are skipped because they state no range. */
function unstatedCount({ skipped, withoutRange = [] }: Report): number {
  const waiting = new Set(withoutRange.map(({ node }) => node));
  return new Set(skipped.filter(({ refused, node }) => refused !== true && !waiting.has(node)).map(({ node }) => node))
    .size;
}

function countOf(kind: FailOn, report: Report): number {
  const { skipped, conflicts, withoutRange = [] } = report;
  switch (kind) {
    case 'refused':
      return refusedCount(skipped);
    case 'conflicts':
      return conflicts.length;
    case 'without-range':
      return withoutRange.length;
    case 'unstated':
      return unstatedCount(report);
  }
}

function describe(kind: FailOn, count: number): string {
  switch (kind) {
    case 'refused':
      return `${counted(count, 'node is', 'nodes are')} refused`;
    case 'conflicts':
      return counted(count, 'conflict');
    case 'without-range':
      return `no range is free for ${counted(count, 'node')}`;
    case 'unstated':
      return `${counted(count, 'node states', 'nodes state')} no range`;
  }
}

/** Why a command fails over `report`, for its last line; undefined when it does not. */
export function failureReason(report: Report, failOn: readonly FailOn[] = DEFAULT_FAIL_ON): string | undefined {
  const reasons = failOn.flatMap((kind) => {
    const count = countOf(kind, report);
    return count === 0 ? [] : [describe(kind, count)];
  });
  if (reasons.length === 0) return undefined;
  return `Failed: ${reasons.join(', ')}; no resync changes that (--fail-on says what counts).`;
}
