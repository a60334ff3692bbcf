import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { ClaimReader } from '../../../shared/aws/pod-cidr/claim-reader.ts';
import { ec2Client } from '../../../shared/aws/api/client.ts';
import { makeEc2Api } from '../../../shared/aws/api/api.ts';
import { ec2Cloud } from '../../../shared/aws/cloud.ts';
import { readAwsConfig } from '../../../shared/aws/config.ts';

const SECRET = 'hunter2';

const TABLE = '<item><routeTableId>rtb-1</routeTableId><vpcId>vpc-1</vpcId></item>';
const NODE = '<item><instanceId>i-1</instanceId><instanceState><name>running</name></instanceState></item>';
const USER_DATA = Buffer.from(`TOKEN=${SECRET}\npod-cidr=10.200.0.0/24`).toString('base64');
const inside = (name: string, content: string) => `<${name}>${content}</${name}>`;

const VALID_RESPONSES = {
  DescribeRouteTables: inside('Response', inside('routeTableSet', TABLE)),
  DescribeInstances: inside('Response', inside('reservationSet', inside('item', inside('instancesSet', NODE)))),
  DescribeInstanceAttribute: inside(
    'Response',
    `<instanceId>i-1</instanceId><userData>${inside('value', USER_DATA)}</userData>`,
  ),
};

/** What a look at the network ends with when some calls are answered with `answers`. */
async function observeWith(answers: Partial<typeof VALID_RESPONSES>): Promise<unknown> {
  const bodies = new Map(Object.entries({ ...VALID_RESPONSES, ...answers }));
  const server = createServer((request, response) => {
    void text(request).then((form) => response.end(bodies.get(new URLSearchParams(form).get('Action') ?? '')));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const client = ec2Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });
  const config = readAwsConfig({ CLUSTER_NAME: 'x', CLUSTER_CIDR: '10.200.0.0/16', AWS_REGION: 'us-east-1' });
  try {
    const ec2 = makeEc2Api(client, { retryPolicy: { maxRetries: 0, initialBackoff: 1 } });
    return await ec2Cloud(ec2, config, new ClaimReader(ec2, 'x'))
      .observe({ full: true, hints: [] })
      .catch((error: unknown) => error);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

describe('an answer that is not what it should be', () => {
  it('as opposed to one that is', async () => {
    expect(await observeWith({})).toMatchObject({ instances: [{ id: 'i-1', claim: { kind: 'stated' } }] });
    const nobody = inside('Response', '<reservationSet/>');
    expect(await observeWith({ DescribeInstances: nobody })).toMatchObject({ instances: [] });
  });

  const instances = (body: string) => ({ DescribeInstances: body });
  const tables = (body: string) => ({ DescribeRouteTables: body });

  it.each([
    ['nothing at all', instances('')],
    ['an empty answer', instances('<Response/>')],
    ['the answer of another call', instances(VALID_RESPONSES.DescribeRouteTables)],
    ['half of it', instances(VALID_RESPONSES.DescribeInstances.slice(0, 70))],
    ['no XML', instances(`{"token":"${SECRET}"}`)],
    [
      'a time that is none',
      instances(VALID_RESPONSES.DescribeInstances.replace('<instanceState>', `<launchTime>${SECRET}</launchTime>$&`)),
    ],
    [
      'an instance without id',
      instances(VALID_RESPONSES.DescribeInstances.replace('<instanceId>i-1</instanceId>', '')),
    ],
    [
      'a page that leads to itself',
      instances(VALID_RESPONSES.DescribeInstances.replace('<reservationSet>', '<nextToken>x</nextToken>$&')),
    ],
    ['no tables', tables('<Response/>')],
    ['a table without id', tables(inside('Response', inside('routeTableSet', '<item><vpcId>vpc-1</vpcId></item>')))],
    [
      'a table in no network',
      tables(inside('Response', inside('routeTableSet', '<item><routeTableId>rtb-1</routeTableId></item>'))),
    ],
    [
      'tables that lead to themselves',
      tables(VALID_RESPONSES.DescribeRouteTables.replace('<routeTableSet>', '<nextToken>x</nextToken>$&')),
    ],
  ])('%s is a failure that may pass, and nothing of it is said', async (_, answers) => {
    const error = await observeWith(answers);
    expect(error).toMatchObject({ name: 'CloudError', kind: 'transient', code: 'UnreadableAnswer' });
    expect(error).toMatchObject({ message: expect.stringMatching(/^Describe\w+ on [^]+: the answer cannot be read$/) });
  });

  it.each([
    ['nothing at all', ''],
    ['nobody’s user data', inside('Response', '<userData/>')],
    ['half of it', VALID_RESPONSES.DescribeInstanceAttribute.slice(0, 90)],
    ['no XML', `${SECRET} ${USER_DATA}`],
  ])('%s is no proof that a node claims nothing', async (_, body) => {
    const claim = {
      kind: 'unreadable',
      retryable: true,
      reason: 'DescribeInstanceAttribute on i-1: the answer cannot be read',
    };
    expect(await observeWith({ DescribeInstanceAttribute: body })).toMatchObject({ instances: [{ id: 'i-1', claim }] });
  });
});
