import { outcomesOf } from '../../../../aws/telemetry/outcomes.ts';
import { publishOutcomes } from '../../../../aws/telemetry/publish-outcomes.ts';
import type { Report } from '../../../../../shared/reconcile/report/report.ts';
import type { OutcomeWatch } from './watch.ts';

/** Where there is no function, the run publishes what came of its reconciles, by the function's own code. */
export function publisherOf(
  watch: OutcomeWatch,
  tell: (text: string) => void,
  signal: AbortSignal,
): (report: Report) => Promise<unknown> {
  if (watch.kind === 'not-watching') return () => Promise.resolve();
  const { api, bus } = watch;
  const say = (fields: object, message: string) => tell(`${message}: ${JSON.stringify(fields)}`);
  const log = { info: say, warn: say, error: say };
  return async (report) => {
    if (!signal.aborted) await publishOutcomes(api.events, bus, outcomesOf(report), { log, end: signal });
  };
}
