import {
  type CloudError,
  CONNECTION_ERRORS,
  CREDENTIALS_UNANSWERED,
  DNS_ERRORS,
  UNREADABLE_ANSWER,
} from '../../../shared/reconcile/cloud/cloud-error.ts';
import type { ErrorContext } from './format-error.ts';

const LOG_IN = 'log in with "aws sso login" or "aws configure", or set AWS_PROFILE';

const EXPIRED_CREDENTIALS = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenProviderError']);
const INVALID_CREDENTIALS = new Set([
  'AuthFailure',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
]);
const ACCESS_DENIED = new Set(['UnauthorizedOperation', 'AccessDenied', 'AccessDeniedException']);
const DNS_FAILURE: ReadonlySet<string> = new Set(DNS_ERRORS);
const UNREACHABLE: ReadonlySet<string> = new Set(CONNECTION_ERRORS);

/** The action that EC2 refused, as its message or ours names it. */
function deniedAction(message: string): string {
  return /perform: ([\w:*]+)/.exec(message)?.[1] ?? `ec2:${/^(\w+) on /.exec(message)?.[1] ?? 'Describe*'}`;
}

/** What could not be read, and of which service, by the call that the message begins with; of others than these two it says so itself. */
function subjectOf(message: string, { cluster, location, address }: ErrorContext) {
  const at = (host: string | undefined) => (host === undefined ? '' : ` at ${host}`);
  const unread = `the network of ${cluster} in ${location} could not be read`;
  const [, prefix] = /^(\w+):/.exec(message) ?? [];
  if (prefix !== 'logs') return { service: prefix === undefined ? 'EC2' : undefined, unread, place: at(address) };
  const ofLog = `the function’s log of ${cluster} in ${location} could not be read`;
  return { service: 'CloudWatch Logs', unread: ofLog, place: at(address?.replace(/^ec2\./, 'logs.')) };
}

/** What went wrong on AWS and how to mend it, by the code of AWS or its SDK; undefined for a code that needs no help. */
export function awsErrorHelp(
  { code, message }: CloudError,
  { cluster, location, address, credentialSource }: ErrorContext,
): string | undefined {
  const { service, unread, place } = subjectOf(message, { cluster, location, address });
  if (EXPIRED_CREDENTIALS.has(code) || (code === 'CredentialsProviderError' && /expired/i.test(message)))
    return `${unread}: the AWS credentials have expired; ${LOG_IN}`;
  if (code === 'CredentialsProviderError') return `${unread}: there are no AWS credentials; ${LOG_IN}`;
  if (INVALID_CREDENTIALS.has(code)) {
    const remedy = 'check them with "aws sts get-caller-identity", and that the region is enabled';
    return `${unread}: AWS does not accept the credentials; ${remedy}`;
  }
  if (ACCESS_DENIED.has(code)) {
    const action = deniedAction(message);
    return `${unread}: the credentials may not call ${action}; allow ${action} in their policy`;
  }
  if (code === 'OptInRequired')
    return `${location} is not enabled for this account; enable it, or set another with --region`;
  if (DNS_FAILURE.has(code))
    return `there is no EC2 in ${location}, or no network here; check --region and the connection`;
  if (code === CREDENTIALS_UNANSWERED) {
    const source = credentialSource ?? 'whatever gives them';
    return `${unread}: the AWS credentials do not come, ${source} does not answer; "aws sts get-caller-identity" asks there too`;
  }
  if (UNREACHABLE.has(code) && service !== undefined)
    return `${service} in ${location} does not answer (${code})${place}; check the connection, AWS_ENDPOINT_URL and proxies`;
  if (code === UNREADABLE_ANSWER && service !== undefined)
    return `${service} in ${location} gives no whole answer${place} (${message}); check the connection, AWS_ENDPOINT_URL and proxies`;
  if (code === 'NoUsableRouteTable' && message.includes('carries the tag')) {
    const remedy = 'check --region and --cluster-name, tag the tables, or name them with --route-table-ids';
    return `no route table in ${location} carries the tag kubernetes.io/cluster/${cluster}; ${remedy}`;
  }
  return undefined;
}
