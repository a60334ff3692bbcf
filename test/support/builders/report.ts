import type { Report } from '../../../shared/reconcile/report/report.ts';

/** The report of a run in which nothing was due, but for what is given. */
export const reportWith = (fields: Partial<Report>): Report => ({
  cloud: 'aws',
  cluster: 'prod',
  scope: 'event',
  dryRun: false,
  changes: [],
  conflicts: [],
  skipped: [],
  warnings: [],
  errors: [],
  forwarding: [],
  summary: { created: 0, replaced: 0, deleted: 0, unchanged: 0, failed: 0, conflicts: 0 },
  ...fields,
});
