import { describe, expect, it } from 'vitest';
import { foundSince, hasResult } from '../../../../../functions/cli/render/report/result.ts';
import { resultSummary } from '../../../../../functions/cli/render/report/summaries.ts';
import { canonicalCidr } from '../../../../../shared/reconcile/model/ranges/cidr.ts';
import { reportWith } from '../../../../support/builders/report.ts';

const change = (destination: string, status: 'planned' | 'done') =>
  ({
    action: 'delete',
    destination,
    target: 'i-1',
    table: 'rtb-1',
    status,
    reason: 'target gone',
    drift: true,
  }) as const;

const planned = reportWith({ changes: ['a', 'b', 'c'].map((destination) => change(destination, 'planned')) });
const deleted = { created: 0, replaced: 0, unchanged: 7, failed: 0, conflicts: 0 };

describe('changes that somebody else made meanwhile', () => {
  it('are told apart from those that were made', () => {
    const report = reportWith({ changes: [change('a', 'done')], summary: { ...deleted, deleted: 1 } });
    expect(resultSummary(report, planned)).toBe(
      '0 created, 0 replaced, 1 deleted, 0 failed, 2 no longer due; 7 unchanged, 0 conflicts.',
    );
  });

  it('are told where nothing else is', () => {
    const report = reportWith({ summary: { ...deleted, deleted: 0 } });
    expect(hasResult(planned, foundSince(planned, report))).toBe(true);
    expect(hasResult(report, foundSince(report, report))).toBe(false);
  });

  it('are none where the writing met a conflict, or did not come so far', () => {
    const destination = canonicalCidr('10.200.1.0/24');
    if (destination === undefined) throw new Error('no range');
    const report = reportWith({
      changes: [change('a', 'done'), change('b', 'planned')],
      conflicts: [{ destination, nodes: ['i-2'], reason: 'held by igw-1' }],
      summary: { ...deleted, deleted: 1, conflicts: 1 },
    });
    expect(resultSummary(report, planned)).not.toContain('no longer due');
  });
});
