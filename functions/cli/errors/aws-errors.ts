import type { CloudError } from '../../../shared/reconcile/cloud/cloud-error.ts';
import type { ErrorContext, ErrorHelp } from './error-help.ts';

const LOG_IN = 'log in with "aws sso login" or "aws configure", or set AWS_PROFILE';

const EXPIRED_CREDENTIALS = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenProviderError']);
const INVALID_CREDENTIALS = new Set([
  'AuthFailure',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
]);
const ACCESS_DENIED = new Set(['UnauthorizedOperation', 'AccessDenied', 'AccessDeniedException']);
const DNS_FAILURE = new Set(['ENOTFOUND', 'EAI_AGAIN']);
const UNREACHABLE = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'TimeoutError']);

/** The action that EC2 refused, as its message or ours names it. */
function deniedAction(message: string): string {
  return /perform: (\S+)/.exec(message)?.[1] ?? `ec2:${/^(\w+) on /.exec(message)?.[1] ?? 'Describe*'}`;
}

/** What AWS's and the SDK's error codes mean to somebody at a terminal. */
export function awsErrorHelp(
  { code, message }: CloudError,
  { cluster, location }: ErrorContext,
): ErrorHelp | undefined {
  const network = `the network of ${cluster} in ${location}`;
  if (EXPIRED_CREDENTIALS.has(code) || (code === 'CredentialsProviderError' && /expired/i.test(message))) {
    return { problem: `${network} could not be read: the AWS credentials have expired`, remediation: LOG_IN };
  }
  if (code === 'CredentialsProviderError') {
    return { problem: `${network} could not be read: there are no AWS credentials`, remediation: LOG_IN };
  }
  if (INVALID_CREDENTIALS.has(code)) {
    const problem = `${network} could not be read: AWS does not accept the credentials`;
    return { problem, remediation: `check them with "aws sts get-caller-identity", and that the region is enabled` };
  }
  if (ACCESS_DENIED.has(code)) {
    const action = deniedAction(message);
    const problem = `${network} could not be read: the credentials may not call ${action}`;
    return { problem, remediation: `allow ${action} in their policy` };
  }
  if (code === 'OptInRequired') {
    return {
      problem: `${location} is not enabled for this account`,
      remediation: 'enable it, or set another with --region',
    };
  }
  if (DNS_FAILURE.has(code)) {
    return {
      problem: `there is no EC2 in ${location}, or no network here`,
      remediation: 'check --region and the connection',
    };
  }
  if (UNREACHABLE.has(code)) {
    return {
      problem: `EC2 in ${location} does not answer (${code})`,
      remediation: 'check the connection, AWS_ENDPOINT_URL and proxies',
    };
  }
  if (code === 'NoUsableRouteTable' && message.includes('carries the tag')) {
    const problem = `no route table in ${location} carries the tag kubernetes.io/cluster/${cluster}`;
    return {
      problem,
      remediation: 'check --region and --cluster-name, tag the tables, or name them with --route-table-ids',
    };
  }
  return undefined;
}
