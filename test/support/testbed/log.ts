import type { Logger } from '../../../functions/common/log.ts';
import { makeLogger } from '../../../functions/common/log.ts';
import type { Report } from '../../../shared/reconcile/report/report.ts';

export type LogLine = Record<string, unknown>;

/** A real logger whose lines end up in an array. */
export function captureLog(cloud: Report['cloud']): { log: Logger; lines: LogLine[] } {
  const lines: LogLine[] = [];
  const log = makeLogger(cloud, { write: (line: string) => void lines.push(JSON.parse(line)) });
  return { log, lines };
}

/** The handler's answer, known to be a report. */
export function readReport(answer: unknown): Report {
  if (typeof answer === 'object' && answer !== null && isReport(answer)) return answer;
  throw new Error(`no report: ${JSON.stringify(answer)}`);
}

function isReport(answer: object): answer is Report {
  return 'summary' in answer && 'changes' in answer;
}
