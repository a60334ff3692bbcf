import type { CloudError } from '../../../shared/reconcile/errors.ts';
import type { Context, Failure } from './failure.ts';

const LOG_IN = 'log in with "aws sso login" or "aws configure", or set AWS_PROFILE';

const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenProviderError']);
const UNKNOWN_KEY = new Set([
  'AuthFailure',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
]);
const FORBIDDEN = new Set(['UnauthorizedOperation', 'AccessDenied', 'AccessDeniedException']);
const NO_SUCH_HOST = new Set(['ENOTFOUND', 'EAI_AGAIN']);
const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'TimeoutError']);

/** The action that EC2 refused, as its message or ours names it. */
function refusedAction(message: string): string {
  return /perform: (\S+)/.exec(message)?.[1] ?? `ec2:${/^(\w+) on /.exec(message)?.[1] ?? 'Describe*'}`;
}

/** What AWS's and the SDK's error codes mean to somebody at a terminal. */
export function explainAws({ code, message }: CloudError, { cluster, place }: Context): Failure | undefined {
  const network = `the network of ${cluster} in ${place}`;
  if (EXPIRED.has(code) || (code === 'CredentialsProviderError' && /expired/i.test(message))) {
    return { what: `${network} could not be read: the AWS credentials have expired`, mend: LOG_IN };
  }
  if (code === 'CredentialsProviderError') {
    return { what: `${network} could not be read: there are no AWS credentials`, mend: LOG_IN };
  }
  if (UNKNOWN_KEY.has(code)) {
    const what = `${network} could not be read: AWS does not accept the credentials`;
    return { what, mend: `check them with "aws sts get-caller-identity", and that the region is enabled` };
  }
  if (FORBIDDEN.has(code)) {
    const action = refusedAction(message);
    const what = `${network} could not be read: the credentials may not call ${action}`;
    return { what, mend: `allow ${action} in their policy` };
  }
  if (code === 'OptInRequired') {
    return { what: `${place} is not enabled for this account`, mend: 'enable it, or set another with --region' };
  }
  if (NO_SUCH_HOST.has(code)) {
    return { what: `there is no EC2 in ${place}, or no network here`, mend: 'check --region and the connection' };
  }
  if (UNREACHABLE.has(code)) {
    return {
      what: `EC2 in ${place} does not answer (${code})`,
      mend: 'check the connection, AWS_ENDPOINT_URL and proxies',
    };
  }
  if (code === 'NoUsableRouteTable' && message.includes('carries the tag')) {
    const what = `no route table in ${place} carries the tag kubernetes.io/cluster/${cluster}`;
    return { what, mend: 'check --region and --cluster-name, tag the tables, or name them with --route-table-ids' };
  }
  return undefined;
}
