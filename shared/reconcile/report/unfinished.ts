import { type Report, unfinished, undoneIn } from './report.ts';

/** Throws what `unfinished` says of the report. */
export function assertFinished(report: Report): void {
  const error = unfinished(undoneIn(report));
  if (error !== undefined) throw error;
}
