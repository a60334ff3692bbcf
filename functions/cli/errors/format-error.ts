import { CloudError } from '../../../shared/reconcile/cloud/cloud-error.ts';
import { SettingsError } from '../../../shared/reconcile/settings.ts';
import { initAdvice, withFlag } from '../settings/missing-settings.ts';
import type { CloudKind } from '../settings/flags.ts';
import { awsErrorHelp } from './aws-errors.ts';
import { gcpErrorHelp } from './gcp-errors.ts';

/** The cluster that a command was about when it failed. */
export interface ErrorContext {
  readonly cluster: string;
  /** `region us-east-1`, `project my-project`. */
  readonly location: string;
  /** Where the cloud's API is. */
  readonly address?: string | undefined;
  /** Whoever gives the credentials. */
  readonly credentialSource?: string | undefined;
}

const ERROR_HELP = { aws: awsErrorHelp, gcp: gcpErrorHelp };

function errorDetails(error: unknown): string {
  if (!(error instanceof Error)) return `  ${String(error)}\n`;
  const code = error instanceof CloudError ? `  code: ${error.code}\n` : '';
  const stack = (error.stack ?? error.message)
    .split('\n')
    .map((line) => `  ${line}\n`)
    .join('');
  return `${code}${stack}${error.cause === undefined ? '' : `  caused by:\n${errorDetails(error.cause)}`}`;
}

function firstLine(error: unknown, kind: CloudKind | undefined, context: ErrorContext | undefined): string {
  if (error instanceof SettingsError) {
    const { message, mistakes } = new SettingsError(error.mistakes.map(withFlag));
    return mistakes.length === 1 ? (mistakes[0] ?? '') : message;
  }
  if (error instanceof CloudError) {
    return (kind && context && ERROR_HELP[kind](error, context)) ?? error.message;
  }
  const message = error instanceof Error ? error.message : String(error);
  // Known by its name, since its file is loaded only where Kubernetes is asked.
  if (error instanceof Error && error.name === 'KubernetesError') return message;
  // The SDK's own words, with no code: it found no region in the profile either.
  if (message === 'Region is missing') return `there is no AWS region; set one with --region or AWS_REGION`;
  const isFile =
    error instanceof Error && 'syscall' in error && ('path' in error || error.message.startsWith('ENOSPC'));
  return isFile ? message : `unexpected error: ${message.split('\n')[0]}; --verbose shows where, please report it`;
}

/** What a failed command prints on standard error: one line, another where settings are missing, and, if `verbose`, the details. */
export function formatError(error: unknown, verbose: boolean, kind?: CloudKind, context?: ErrorContext): string {
  const advice = error instanceof SettingsError ? initAdvice(error) : undefined;
  const lines = [firstLine(error, kind, context), ...(advice === undefined ? [] : [advice])];
  const first = lines.map((line) => `podroutes: ${line}\n`).join('');
  return verbose ? first + errorDetails(error) : first;
}
