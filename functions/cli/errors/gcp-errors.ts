import type { CloudError } from '../../../shared/reconcile/cloud/cloud-error.ts';
import type { ErrorContext, ErrorHelp } from './error-help.ts';

const LOG_IN = 'log in with "gcloud auth application-default login", or set GOOGLE_APPLICATION_CREDENTIALS';

const EXPIRED_CREDENTIALS = /invalid_grant|reauth|expired|invalid_rapt/i;
const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EPIPE', '4', '14']);

/** The permission that the message names: Google's own words, or ours. */
function deniedPermission(message: string): string {
  return (
    /'([a-z]+(?:\.[a-zA-Z]+)+)'/.exec(message)?.[1] ?? /grant (\S+)/.exec(message)?.[1] ?? 'compute.instances.list'
  );
}

/** What Google's and the client's reasons mean to somebody at a terminal. */
export function gcpErrorHelp(
  { code, message, kind }: CloudError,
  { cluster, location }: ErrorContext,
): ErrorHelp | undefined {
  const network = `the network of ${cluster} in ${location}`;
  if (code === 'NoCredentials' || code === '401' || code === 'authError') {
    const state =
      code !== 'NoCredentials' || EXPIRED_CREDENTIALS.test(message)
        ? 'the Google credentials have expired'
        : 'there are no Google credentials';
    return { problem: `${network} could not be read: ${state}`, remediation: LOG_IN };
  }
  if (code === 'accessNotConfigured') {
    const problem = `the Compute Engine API is not enabled in ${location}`;
    return {
      problem,
      remediation: 'enable it with "gcloud services enable compute.googleapis.com", or check --project',
    };
  }
  if (kind === 'permission-denied') {
    const permission = deniedPermission(message);
    const problem = `${network} could not be read: the credentials lack ${permission}`;
    return {
      problem,
      remediation: `grant a role with ${permission}, such as roles/compute.networkAdmin, or check --project`,
    };
  }
  if (code === 'NoSuchNetwork') {
    const name = /network (\S+) of/.exec(message)?.[1] ?? cluster;
    return {
      problem: `${location} has no network ${name} with a subnet`,
      remediation: 'check --network and --project',
    };
  }
  if (kind === 'misconfigured') {
    return { problem: `there is no ${location}, or it is not yours to see`, remediation: 'check --project' };
  }
  if (UNREACHABLE.has(code)) {
    return {
      problem: `Compute Engine does not answer (${code})`,
      remediation: 'check the connection, COMPUTE_API_ENDPOINT and proxies',
    };
  }
  return undefined;
}
