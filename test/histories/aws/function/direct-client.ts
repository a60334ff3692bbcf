import { $Command, type EC2Client } from '@aws-sdk/client-ec2';
import { AWS_CREDENTIALS, inProcess, unanswered } from '../../../../infra/local/aws-deployment.ts';
import type { LocalEc2 } from '../../../../infra/local/aws.ts';
import { ec2Client } from '../../../../shared/aws/api/client.ts';
import type { ApiCall } from '../../run/call-scheduler.ts';
import { RecentAnswers } from '../../run/recent-answers.ts';
import { withOverrides } from '../../run/with-overrides.ts';

type Respond = LocalEc2['respond'];
type Schedule = (call: ApiCall, send: () => Promise<unknown>) => Promise<unknown>;

type SdkCommand = InstanceType<typeof $Command<object, object, object>>;

interface Sent {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const ENDPOINT = new URL('http://127.0.0.1/');

/** One for the process, for its protocol: to make one takes a millisecond. It sends nothing itself. */
const client = ec2Client({
  region: 'us-east-1',
  credentials: AWS_CREDENTIALS,
  endpoint: ENDPOINT.href,
  ...inProcess(() => 'closed'),
});

type Operation = Extract<NonNullable<SdkCommand['schema']>, { readonly name: string }>;

/** As much of the client's protocol as is called here. */
interface Protocol {
  serializeRequest(operation: Operation, input: object, context: Context): Promise<Sent>;
  deserializeResponse(operation: Operation, context: Context, response: object): Promise<object>;
}

const { config } = client;
const protocol: Protocol = config.protocol;
config.protocol.setSerdeContext(config);
const { protocol: scheme, hostname, pathname: path } = ENDPOINT;
const context = { ...config, endpoint: async () => ({ protocol: scheme, hostname, path }) };
type Context = typeof context;

const answers = new RecentAnswers(2000);
const REQUEST_ID = /<requestId>[^<]*<\/requestId>/;

/**
 * Writes the request and reads the answer as the SDK's client does, by its protocol. What else the client does takes most of a
 * call's time, and no history depends on it: endpoint rules, credentials, signatures, features counted for the user agent.
 */
async function exchange({ schema, input: fields }: SdkCommand, respond: Respond): Promise<unknown> {
  if (!Array.isArray(schema)) throw new TypeError('a command without a schema');
  const [, namespace, name, traits, input, output] = schema;
  const operation = { namespace, name, traits, input, output };
  const { method, headers, body } = await protocol.serializeRequest(operation, fields, context);
  const answer = respond({ method, url: ENDPOINT, headers, body });
  if (typeof answer === 'string') throw unanswered(answer);
  const read = () =>
    protocol.deserializeResponse(operation, context, {
      statusCode: answer.status,
      headers: answer.headers,
      body: Buffer.from(answer.body),
    });
  return answer.status === 200 ? answers.read(`${name} ${answer.body.replace(REQUEST_ID, '')}`, read) : read();
}

/** An EC2 client that asks a service of this process; each of its calls waits for its turn. */
export function directEc2Client(respond: Respond, schedule: Schedule): EC2Client {
  const send = (command: unknown) => {
    if (!(command instanceof $Command)) throw new TypeError('only commands can be sent');
    return schedule({ action: command.constructor.name.replace(/Command$/, ''), input: command.input }, () =>
      exchange(command, respond),
    );
  };
  return withOverrides(client, (name) => (name === 'send' ? send : undefined));
}
