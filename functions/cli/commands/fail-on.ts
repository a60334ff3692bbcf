import { counted } from '../../../shared/reconcile/model/text/counted.ts';
import { DEFAULT_FAIL_ON, type FailOn } from './fail-on-flag.ts';
import type { Report } from '../../../shared/reconcile/report/report.ts';
import { refusedCount } from '../../../shared/reconcile/report/refused.ts';

/** How many nodes or instances are skipped because they state no range. */
function unstatedCount({ skipped, withoutRange = [] }: Report): number {
  const waiting = new Set(withoutRange.map(({ node }) => node));
  return new Set(skipped.filter(({ refused, node }) => refused !== true && !waiting.has(node)).map(({ node }) => node))
    .size;
}

function countOf(kind: FailOn, report: Report): number {
  const { skipped, conflicts, warnings, withoutRange = [] } = report;
  switch (kind) {
    case 'refused':
      return refusedCount(skipped);
    case 'conflicts':
      return conflicts.length;
    case 'without-range':
      return withoutRange.length;
    case 'not-forwarding':
      return warnings.length;
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
    case 'not-forwarding':
      return `${counted(count, 'node')} cannot forward packets`;
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
