import { printable } from '../../../../shared/reconcile/model/text/printable-text.ts';
import { parseStatus } from './node-object.ts';

const MAX_MESSAGE_LENGTH = 500;

/** An error of the Kubernetes API, or of the way to it, on one line. */
export class KubernetesError extends Error {
  override readonly name = 'KubernetesError';
  /** The HTTP status; absent where there was no answer. */
  readonly status: number | undefined;

  constructor(status: number | undefined, message: string, options?: ErrorOptions) {
    super(printable(message, MAX_MESSAGE_LENGTH), options);
    this.status = status;
  }
}

/** The version from which a watch or a list was to go on is too old: everything has to be listed again. */
export const isExpired = (error: unknown): boolean => error instanceof KubernetesError && error.status === 410;

function statusOf(error: Error): number | undefined {
  if ('code' in error && typeof error.code === 'number') return error.code;
  return 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

function advice(status: number | undefined, verb: string): string {
  if (status === 401) return '; the credentials of the kubeconfig or the account are not accepted';
  return status === 403 ? `; its role needs "${verb}"` : '';
}

/**
 * What a call threw as a KubernetesError.
 *
 * @param verb what the call needs to be allowed, such as `list nodes`
 */
export function toKubernetesError(error: unknown, verb: string, server: string): KubernetesError {
  if (error instanceof KubernetesError) return error;
  if (!(error instanceof Error)) return new KubernetesError(undefined, `${verb} at ${server}: ${String(error)}`);
  const status = statusOf(error);
  const body = 'body' in error ? parseStatus(error.body).message : undefined;
  // The client's own message quotes the whole answer, headers included.
  const message = body ?? (status === undefined ? error.message : `HTTP ${status}`);
  return new KubernetesError(status, `${verb} at ${server}: ${message}${advice(status, verb)}`, { cause: error });
}
