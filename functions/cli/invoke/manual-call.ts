import { CloudError } from '../../../shared/reconcile/cloud/cloud-error.ts';
import type { Report } from '../../../shared/reconcile/report/report.ts';
import { SettingsError } from '../../../shared/reconcile/settings.ts';
import { ReportSchema } from './report-schema.ts';

/** What a function is asked for by hand. */
export interface ManualCall {
  readonly action: 'plan' | 'resync';
  readonly force?: true;
}

/** So long a function may take: more than it is deployed with. */
export const INVOKE_TIMEOUT = 120_000;

export const notDeployed = (name: string) =>
  new SettingsError([`there is no function ${name}; podroutes doctor says how to deploy one`]);

/** The report that function `name` answered with. Throws CloudError when that is none. */
export function parseReport(name: string, answer: unknown): Report {
  const parsed = ReportSchema.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new CloudError('rejected', 'NoReport', `${name} did not answer with a report; podroutes status says how it is`);
}
