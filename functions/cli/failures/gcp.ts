import type { CloudError } from '../../../shared/reconcile/errors.ts';
import type { Context, Failure } from './failure.ts';

const LOG_IN = 'log in with "gcloud auth application-default login", or set GOOGLE_APPLICATION_CREDENTIALS';

const EXPIRED = /invalid_grant|reauth|expired|invalid_rapt/i;
const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EPIPE', '4', '14']);

/** The permission that the message names: Google's own words, or ours. */
function refusedPermission(message: string): string {
  return (
    /'([a-z]+(?:\.[a-zA-Z]+)+)'/.exec(message)?.[1] ?? /grant (\S+)/.exec(message)?.[1] ?? 'compute.instances.list'
  );
}

/** What Google's and the client's reasons mean to somebody at a terminal. */
export function explainGcp({ code, message, trouble }: CloudError, { cluster, place }: Context): Failure | undefined {
  const network = `the network of ${cluster} in ${place}`;
  if (code === 'NoCredentials' || code === '401' || code === 'authError') {
    const state =
      code !== 'NoCredentials' || EXPIRED.test(message)
        ? 'the Google credentials have expired'
        : 'there are no Google credentials';
    return { what: `${network} could not be read: ${state}`, mend: LOG_IN };
  }
  if (code === 'accessNotConfigured') {
    const what = `the Compute Engine API is not enabled in ${place}`;
    return { what, mend: 'enable it with "gcloud services enable compute.googleapis.com", or check --project' };
  }
  if (trouble === 'denied') {
    const permission = refusedPermission(message);
    const what = `${network} could not be read: the credentials lack ${permission}`;
    return { what, mend: `grant a role with ${permission}, such as roles/compute.networkAdmin, or check --project` };
  }
  if (code === 'NoSuchNetwork') {
    const name = /network (\S+) of/.exec(message)?.[1] ?? cluster;
    return { what: `${place} has no network ${name} with a subnet`, mend: 'check --network and --project' };
  }
  if (trouble === 'misconfigured') {
    return { what: `there is no ${place}, or it is not yours to see`, mend: 'check --project' };
  }
  if (UNREACHABLE.has(code)) {
    return {
      what: `Compute Engine does not answer (${code})`,
      mend: 'check the connection, COMPUTE_API_ENDPOINT and proxies',
    };
  }
  return undefined;
}
