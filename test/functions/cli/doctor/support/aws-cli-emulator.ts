import * as ec2 from '@aws-sdk/client-ec2';
import * as events from '@aws-sdk/client-eventbridge';
import * as iam from '@aws-sdk/client-iam';
import * as lambda from '@aws-sdk/client-lambda';
import * as sqs from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { optionsOf } from './shell-words.ts';

const SERVICES = {
  ec2: { module: ec2, client: ec2.EC2Client },
  events: { module: events, client: events.EventBridgeClient },
  iam: { module: iam, client: iam.IAMClient },
  lambda: { module: lambda, client: lambda.LambdaClient },
  sqs: { module: sqs, client: sqs.SQSClient },
};

const isService = (name: string): name is keyof typeof SERVICES => name in SERVICES;

const pascal = (name: string) => name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The AWS CLI's shorthand for one structure: `Key=a,Value=b`. */
const shorthand = (text: string) => Object.fromEntries(text.split(',').map((pair) => pair.split(/=(.*)/, 2)));

function ipPermission(options: ReadonlyMap<string, string[]>): object {
  const [full] = options.get('ip-permissions') ?? [];
  if (full !== undefined) {
    const [, protocol, cidr] = /^IpProtocol=(-1),Ipv6Ranges=\[\{CidrIpv6=([^}]+)\}\]$/.exec(full) ?? [];
    return { IpProtocol: protocol, Ipv6Ranges: [{ CidrIpv6: cidr }] };
  }
  const [protocol] = options.get('protocol') ?? [];
  return { IpProtocol: protocol === 'all' ? '-1' : protocol, IpRanges: [{ CidrIp: options.get('cidr')?.[0] }] };
}

/** Where an option of the CLI is more than a parameter of the call. */
function specialOption(name: string, values: string[], options: ReadonlyMap<string, string[]>): object | undefined {
  switch (name) {
    case 'region':
    case 'query':
      return {};
    case 'no-source-dest-check':
      return { SourceDestCheck: { Value: false } };
    case 'enabled':
      return { Enabled: true };
    case 'ingress':
    case 'egress':
      return { Egress: name === 'egress' };
    case 'tags':
      return { Tags: values.map(shorthand) };
    case 'resources':
    case 'instance-ids':
    case 'route-table-ids':
      return { [pascal(name)]: values };
    case 'function-response-types':
      return { FunctionResponseTypes: values };
    case 'scaling-config':
      return { ScalingConfig: { MaximumConcurrency: Number(values[0]?.split('=')[1]) } };
    case 'rule-number':
    case 'batch-size':
    case 'maximum-batching-window-in-seconds':
      return { [pascal(name)]: Number(values[0]) };
    case 'ip-permissions':
    case 'protocol':
      return options.has('group-id') ? { IpPermissions: [ipPermission(options)] } : undefined;
    case 'cidr':
      return {};
    default:
      return undefined;
  }
}

function inputOf(service: string, words: readonly string[]): object {
  const options = optionsOf(words);
  const parts = [...options].map(([name, values]) => {
    const known = specialOption(name, values, options);
    if (known !== undefined) return known;
    const key = pascal(name);
    // Lambda calls its mappings by this; everything else is called as the option is.
    if (service === 'lambda' && name === 'uuid') return { UUID: values[0] };
    return { [key]: values.length === 0 ? true : values[0] };
  });
  return Object.assign({}, ...parts);
}

const Sender = z.object({
  send: z.custom<(command: unknown) => Promise<unknown>>((value) => typeof value === 'function'),
});
const Maker = z.custom<new (input: object) => unknown>((value) => typeof value === 'function');

/** Carries out a command line of the AWS CLI by the SDK. Fails for commands, options and values that AWS does not know. */
export async function emulateAwsCli(
  endpoint: string,
  [service = '', operation = '', ...rest]: readonly string[],
): Promise<unknown> {
  if (!isService(service)) throw new Error(`aws ${service} ${operation}: no such service here`);
  const { module, client: Client } = SERVICES[service];
  const name = `${pascal(operation)}Command`;
  const Command = Maker.parse(Object.entries(module).find(([key]) => key === name)?.[1]);
  const options = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  const client = new Client({ ...options, maxAttempts: 1 });
  const { send } = Sender.parse(client);
  return send.call(client, new Command(inputOf(service, rest)));
}
