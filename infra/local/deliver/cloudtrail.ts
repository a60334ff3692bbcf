import { randomUUID } from 'node:crypto';
import type { EC2Client } from '@aws-sdk/client-ec2';
import * as z from 'zod/mini';
import type { ApiCall } from '../ec2/api-calls.ts';
import { userIdentity } from './user-identity.ts';

const EDITS = new Set(['CreateRoute', 'ReplaceRoute', 'DeleteRoute']);

const REGION = 'us-east-1';

/** Whoever signs a client's calls: a function by its role. */
export const functionArn = (name: string, role = `${name}-role`) =>
  `arn:aws:sts::123456789012:assumed-role/${role}/${name}`;

interface Call {
  readonly name: string;
  readonly caller: string;
  readonly input: object;
  readonly userAgent: string;
  readonly requestId: string;
  readonly error: { readonly errorCode: string; readonly errorMessage: string } | undefined;
}

const now = () => new Date().toISOString().replace(/\.\d+Z$/, 'Z');

/** EC2's parameters, spelled as CloudTrail spells them. */
function requestParameters(input: object): object {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]),
  );
}

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
function record({ name, caller, input, userAgent, requestId, error }: Call, account: string) {
  const eventTime = now();
  return {
    eventVersion: '1.11',
    userIdentity: userIdentity(caller, eventTime),
    eventTime,
    eventSource: 'ec2.amazonaws.com',
    eventName: name,
    awsRegion: REGION,
    sourceIPAddress: '203.0.113.64',
    userAgent,
    ...error,
    requestParameters: requestParameters(input),
    responseElements: error === undefined ? { requestId, _return: true } : null,
    requestID: requestId,
    eventID: randomUUID(),
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
    tlsDetails: {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: `ec2.${REGION}.amazonaws.com`,
    },
  };
}

/** As EventBridge delivers what CloudTrail records. */
function apiCallEvent(call: Call): object {
  const account = call.caller.split(':')[4] ?? '';
  const detail = record(call, account);
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'AWS API Call via CloudTrail',
    source: 'aws.ec2',
    account,
    time: detail.eventTime,
    region: REGION,
    resources: [],
    detail,
  };
}

const Request = z.object({ headers: z.object({ 'user-agent': z._default(z.string(), 'unknown') }) });
const Result = z.object({ $metadata: z.object({ requestId: z.optional(z.string()) }) });
const Refusal = z.object({
  name: z.string(),
  message: z.string(),
  $fault: z.enum(['client', 'server']),
  $metadata: z.object({ requestId: z.string() }),
});

/** The event of a route edit that EC2 has carried out for `caller`; undefined for any other call. */
export function routeEditEvent({ name, input, requestId }: ApiCall, caller: string): object | undefined {
  if (!EDITS.has(name)) return undefined;
  return apiCallEvent({ name, caller, input, userAgent: 'unknown', requestId, error: undefined });
}

/** Reports the route edits that `client` makes as CloudTrail does, in the name of `caller`. */
export function recordCloudTrail(client: EC2Client, caller: string, send: (event: object) => void): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const name = (context.commandName ?? '').replace(/Command$/, '');
      if (!EDITS.has(name)) return next(args);
      const { headers } = Request.parse(args.request);
      const call = { name, caller, input: args.input, userAgent: headers['user-agent'] };
      const report = (requestId = '', error?: Call['error']) => send(apiCallEvent({ ...call, requestId, error }));
      try {
        const result = await next(args);
        report(Result.parse(result.output).$metadata.requestId);
        return result;
      } catch (error) {
        const { data: refusal } = Refusal.safeParse(error);
        if (refusal !== undefined) report(refusal.$metadata.requestId, errorOf(refusal));
        throw error;
      }
    },
    { step: 'deserialize', priority: 'high', name: 'trail' },
  );
}

/** EC2's codes are told with whose fault it was: `Client.InvalidRoute.NotFound`. */
function errorOf({ name, message, $fault }: z.infer<typeof Refusal>): Call['error'] {
  return { errorCode: `${$fault === 'client' ? 'Client' : 'Server'}.${name}`, errorMessage: message };
}
