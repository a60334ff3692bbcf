import { stackName } from '../../../shared/aws/names.ts';
import type { ProxyResponse } from '../../support/recording-proxy.ts';
import type { AwsCall } from './aws-calls.ts';

// What is deployed as `podroutes doctor` reads it.

const STACK = stackName('kubernetes-the-hard-way');
const QUEUE = `${STACK}-EventQueue-L0C4LL0C4L01`;
const HTML: ProxyResponse = { status: 502, body: '<html><body>Bad Gateway</body></html>' };
const LOST: readonly ProxyResponse[] = ['disconnect', 'disconnect', 'disconnect'];

const refused = (code: string, status: number): ProxyResponse => ({
  status,
  type: 'application/json',
  body: JSON.stringify({ __type: code, Type: 'User', Message: `${code} it is` }),
});

export function lambdaCalls(): AwsCall[] {
  const input = { FunctionName: STACK };
  const name = 'GetFunctionConfigurationCommand';
  return [
    { name, input },
    { name, input: { FunctionName: 'none' } },
    { name, input: { FunctionName: 'ü/&' } },
    { name, input: {} },
    { name: 'GetFunctionConcurrencyCommand', input },
    { name: 'ListEventSourceMappingsCommand', input },
    { name: 'ListEventSourceMappingsCommand', input: { FunctionName: 'none' } },
    { name: 'InvokeCommand', input: { ...input, Payload: Buffer.from('{"action":"plan"}') } },
    { name, input, canned: [refused('AccessDeniedException', 403)] },
    { name, input, canned: [refused('TooManyRequestsException', 429)] },
    { name, input, canned: [HTML, HTML, HTML] },
    { name, input, canned: LOST },
  ];
}

const answer = (body: object): ProxyResponse => ({
  status: 200,
  type: 'application/json',
  body: JSON.stringify(body),
});

export function logsCalls(): AwsCall[] {
  const name = 'FilterLogEventsCommand';
  const input = { logGroupName: `/aws/lambda/${STACK}`, startTime: 1_767_225_600_000 };
  const event = { logStreamName: 's', timestamp: 1_767_225_600_001, ingestionTime: 2, eventId: '36', message: 'ü\n' };
  return [
    { name, input },
    { name, input: { ...input, nextToken: 'more' }, canned: [answer({ events: [event], nextToken: 'even more' })] },
    { name, input, canned: [answer({ searchedLogStreams: [] })] },
    { name, input: { ...input, logGroupName: 'none' } },
    { name, input: {} },
    { name, input, canned: [refused('AccessDeniedException', 400)] },
    { name, input, canned: [refused('ThrottlingException', 400)] },
    { name, input, canned: [HTML, HTML, HTML] },
    { name, input, canned: LOST },
  ];
}

export function sqsCalls(): AwsCall[] {
  const byName = { QueueName: QUEUE };
  // The local cloud's own URLs have another port each time.
  const url = `https://sqs.us-east-1.amazonaws.com/123456789012/${QUEUE}`;
  const byUrl = { QueueUrl: `http://127.0.0.1/123456789012/${QUEUE}`, AttributeNames: ['All'] };
  return [
    { name: 'ListQueuesCommand', input: { QueueNamePrefix: STACK }, canned: [answer({ QueueUrls: [url] })] },
    { name: 'ListQueuesCommand', input: { QueueNamePrefix: 'none' } },
    { name: 'GetQueueUrlCommand', input: byName, canned: [answer({ QueueUrl: url })] },
    { name: 'GetQueueUrlCommand', input: { QueueName: 'none' } },
    {
      name: 'ListQueuesCommand',
      input: { QueueNamePrefix: 'none' },
      canned: [refused('com.amazon.coral.service#AccessDeniedException', 400)],
    },
    { name: 'ListQueuesCommand', input: { QueueNamePrefix: 'none' }, canned: [refused('RequestThrottled', 403)] },
    { name: 'ListQueuesCommand', input: { QueueNamePrefix: 'none' }, canned: [HTML, HTML, HTML] },
    {
      name: 'GetQueueAttributesCommand',
      input: byUrl,
      canned: [answer({ Attributes: { QueueArn: 'a' } })],
    },
    { name: 'GetQueueAttributesCommand', input: byUrl, canned: LOST },
  ];
}

export function iamCalls(): AwsCall[] {
  const name = 'SimulatePrincipalPolicyCommand';
  const role = `arn:aws:iam::123456789012:role/${STACK}-FunctionRole-L0C4LL0C4L01`;
  const input = {
    PolicySourceArn: role,
    ActionNames: ['ec2:CreateRoute', 'ec2:RunInstances'],
    ResourceArns: ['arn:aws:ec2:us-east-1:123456789012:route-table/rtb-1'],
    ContextEntries: [{ ContextKeyName: 'aws:ResourceTag/a', ContextKeyType: 'string', ContextKeyValues: ['b'] }],
  };
  return [
    { name, input },
    { name, input: { PolicySourceArn: role, ActionNames: ['ec2:DescribeInstances'] } },
    { name, input: { ...input, PolicySourceArn: 'arn:aws:iam::123456789012:role/none' } },
    { name, input: {} },
    { name, input, fault: { code: 'AccessDenied' } },
    { name, input, canned: [HTML, HTML, HTML] },
    { name, input, canned: LOST },
  ];
}
