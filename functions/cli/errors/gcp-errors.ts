import {
  type CloudError,
  CONNECTION_ERRORS,
  CREDENTIALS_UNANSWERED,
  DNS_ERRORS,
  GRPC_NO_ANSWER,
  UNREADABLE_ANSWER,
} from '../../../shared/reconcile/cloud/cloud-error.ts';
import { shellCommand } from '../doctor/shell-command.ts';
import type { ErrorContext } from './format-error.ts';

const LOG_IN = 'log in with "gcloud auth application-default login", or set GOOGLE_APPLICATION_CREDENTIALS';

const EXPIRED_CREDENTIALS = /invalid_grant|reauth|expired|invalid_rapt/i;
const UNREACHABLE: ReadonlySet<string> = new Set([...CONNECTION_ERRORS, ...DNS_ERRORS, ...GRPC_NO_ANSWER]);

const projectFlag = (location: string) => `--project=${location.replace(/^project /, '')}`;

/** The permission that the message names, in Google's wording or ours. */
function deniedPermission(message: string): string {
  return (
    /'([a-z]+(?:\.[a-zA-Z]+)+)'/.exec(message)?.[1] ?? /grant (\S+)/.exec(message)?.[1] ?? 'compute.instances.list'
  );
}

/** What went wrong on GCP and how to mend it, by Google's reason; undefined for a reason that needs no help. */
export function gcpErrorHelp(
  { code, message, kind }: CloudError,
  { cluster, location, address }: ErrorContext,
): string | undefined {
  const isLog = message.startsWith('entries:list');
  const service = isLog ? 'Cloud Logging' : 'Compute Engine';
  const host = isLog ? address?.replace(/^compute\./, 'logging.') : address;
  const place = host === undefined ? '' : ` at ${host}`;
  const unread = `the ${isLog ? 'function’s log' : 'network'} of ${cluster} in ${location} could not be read`;
  if (code === 'NoCredentials' && !EXPIRED_CREDENTIALS.test(message))
    return `${unread}: there are no Google credentials; ${LOG_IN}`;
  if (code === 'NoCredentials' || code === '401' || code === 'authError')
    return `${unread}: the Google credentials have expired; ${LOG_IN}`;
  if (code === 'accessNotConfigured') {
    // In the project at hand: gcloud's own may be another.
    const command = shellCommand('gcloud', 'services', 'enable', 'compute.googleapis.com', projectFlag(location));
    const remedy = `enable it with "${command}", or check --project`;
    return `the Compute Engine API is not enabled in ${location}; ${remedy}`;
  }
  if (kind === 'permission-denied') {
    const permission = deniedPermission(message);
    const remedy = `grant a role with ${permission}, such as ${isLog ? 'roles/logging.viewer' : 'roles/compute.networkAdmin'}, or check --project`;
    return `${unread}: the credentials lack ${permission}; ${remedy}`;
  }
  if (code === 'NoSuchNetwork') {
    const name = /network (\S+) of/.exec(message)?.[1] ?? cluster;
    return `${location} has no network ${name} with a subnet; check --network and --project`;
  }
  if (kind === 'misconfigured') return `there is no ${location}, or it is not yours to see; check --project`;
  if (code === CREDENTIALS_UNANSWERED) {
    const why = message.replace(/^.*?: /, '');
    return `${unread}: ${why}; "gcloud auth application-default print-access-token" asks there too`;
  }
  if (UNREACHABLE.has(code))
    return `${service} does not answer (${code})${place}; check the connection, COMPUTE_API_ENDPOINT and proxies`;
  if (code === UNREADABLE_ANSWER)
    return `${service} gives no whole answer${place} (${message}); check the connection, COMPUTE_API_ENDPOINT and proxies`;
  return undefined;
}
