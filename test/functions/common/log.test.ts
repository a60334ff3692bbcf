import { expect, it } from 'vitest';
import { logReport } from '../../../functions/common/log.ts';
import { reportWith } from '../../support/builders/report.ts';
import { captureLog } from '../../support/testbed/log.ts';

const DELETION = {
  action: 'delete',
  destination: '10.200.1.0/24',
  target: 'i-1',
  table: 'rtb-1',
  status: 'planned',
  reason: 'target gone',
  drift: true,
} as const;

function messagesOf(report: Parameters<typeof reportWith>[0]): unknown[] {
  const { log, lines } = captureLog('aws');
  logReport(log, reportWith(report), 5);
  return lines.map(({ message }) => message);
}

it('a resync that is stopped has no line for each route that it would have deleted', () => {
  const stopped = 'would delete 200 of 300 routes, so nothing is written; force carries it out';
  const changes = Array.from({ length: 200 }, () => DELETION);
  expect(messagesOf({ changes, stopped })).toEqual(['resync stopped', 'reconciled']);
  expect(messagesOf({ changes: [DELETION, { ...DELETION, status: 'done' }], stopped })).toEqual([
    'delete route 10.200.1.0/24 done',
    'resync stopped',
    'reconciled',
  ]);
  expect(messagesOf({ changes: [DELETION], dryRun: true })).toEqual([
    'delete route 10.200.1.0/24 planned',
    'reconciled',
  ]);
});
