import { CloudError, SettingsError } from '../../../shared/reconcile/errors.ts';
import type { Cloud } from '../settings/flags.ts';
import { explainAws } from './aws.ts';
import type { Context } from './failure.ts';
import { explainGcp } from './gcp.ts';

const EXPLAIN = { aws: explainAws, gcp: explainGcp };

/** Everything that is known of an error and of what caused it, for whoever asks. */
function details(error: unknown): string {
  if (!(error instanceof Error)) return `  ${String(error)}\n`;
  const code = error instanceof CloudError ? `  code: ${error.code}\n` : '';
  const stack = (error.stack ?? error.message)
    .split('\n')
    .map((line) => `  ${line}\n`)
    .join('');
  return `${code}${stack}${error.cause === undefined ? '' : `  caused by:\n${details(error.cause)}`}`;
}

function firstLine(error: unknown, kind: Cloud | undefined, context: Context | undefined): string {
  if (error instanceof SettingsError) return error.mistakes.length === 1 ? (error.mistakes[0] ?? '') : error.message;
  if (error instanceof CloudError) {
    const known = kind === undefined || context === undefined ? undefined : EXPLAIN[kind](error, context);
    return known === undefined ? error.message : `${known.what}; ${known.mend}`;
  }
  const message = error instanceof Error ? error.message : String(error);
  // The SDK's own words, with no code: it found no region in the profile either.
  if (message === 'Region is missing') return `there is no AWS region; set one with --region or AWS_REGION`;
  const isFile = error instanceof Error && 'syscall' in error && 'path' in error;
  return isFile ? message : `unexpected error: ${message.split('\n')[0]}; --verbose shows where, please report it`;
}

/**
 * What a failed command says on standard error: one clear first line (what failed, on what, how to mend it), and the details
 * only for whoever asks.
 */
export function explain(error: unknown, verbose: boolean, kind?: Cloud, context?: Context): string {
  const first = `podroutes: ${firstLine(error, kind, context)}\n`;
  return verbose ? first + details(error) : first;
}
