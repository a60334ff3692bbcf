import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { GCP_SETTINGS } from '../../../infra/local/gcp-deployment.ts';
import { computeClients } from '../../../shared/gcp/api/client.ts';
import { computeCloud } from '../../../shared/gcp/cloud.ts';
import { readGcpConfig } from '../../../shared/gcp/config.ts';
import { cidr } from '../../support/builders/network.ts';

const SECRET = 'hunter2';

/** What a look at the network ends with when everything is answered with `body`. */
async function observeWith(body: string, length = Buffer.byteLength(body), status = 200): Promise<unknown> {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': length });
    if (length === Buffer.byteLength(body)) response.end(body);
    else response.write(body, () => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const config = readGcpConfig({ ...GCP_SETTINGS, COMPUTE_API_ENDPOINT: `http://127.0.0.1:${port}` });
  const cloud = computeCloud(computeClients(config), config, {
    retryPolicy: { maxRetries: 0, initialBackoff: 1, operationTimeout: 10 },
  });
  try {
    return await cloud.observe({ full: true, hints: [] }).catch((error: unknown) => error);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const listing = (instance: string) => `{"items":{"zones/z":{"instances":[${instance}]}}}`;

it('a name that cannot be part of an address came from such an answer', async () => {
  const config = readGcpConfig({ ...GCP_SETTINGS, COMPUTE_API_ENDPOINT: 'http://127.0.0.1:9' });
  const cloud = computeCloud(computeClients(config), config, {
    retryPolicy: { maxRetries: 0, initialBackoff: 1, operationTimeout: 10 },
  });
  const asked = cloud.readRoute('net', cidr('10.200.0.0/24'), 'half a character: \ud800');
  await expect(asked).rejects.toMatchObject({ name: 'CloudError', code: 'UnreadableAnswer' });
});

describe('an answer that is not what it should be', () => {
  it.each([
    ['no JSON', `${SECRET} {`],
    ['half of it', listing(`{"metadata":{"items":[{"key":"token","value":"${SECRET}`)],
    ['nothing', ''],
    ['another type', listing(`{"id":"1","name":"x","canIpForward":"${SECRET}"}`)],
    ['a list for an object', listing(`{"id":"1","name":"x","metadata":["${SECRET}"]}`)],
    ['no list', `{"items":{"zones/z":{"instances":"${SECRET}"}}}`],
    ['a number that is none', listing(`{"id":"${SECRET}","name":"x"}`)],
    ['no id', listing(`{"name":"${SECRET}"}`)],
    ['no name', listing('{"id":"1"}')],
    ['null', 'null'],
  ])('%s is a failure that may pass, and nothing of it is said', async (_, body) => {
    const error = await observeWith(body);
    expect(error).toMatchObject({ name: 'CloudError', kind: 'transient', code: 'UnreadableAnswer' });
    expect(error).toMatchObject({
      message: expect.stringMatching(
        /^(instances\.aggregatedList|routes\.list) on [\w -]+: the answer cannot be read$/,
      ),
    });
    expect(error).not.toHaveProperty('cause.message');
  });

  it.each([
    [403, 'permission-denied', `<html>${SECRET}`],
    [403, 'permission-denied', listing(`{"name":"${SECRET}"}`)],
    [502, 'transient', `<html>${SECRET}`],
  ])('an error %i whose body is no error of the API is told without the body', async (status, kind, body) => {
    const error = await observeWith(body, Buffer.byteLength(body), status);
    expect(error).toMatchObject({ name: 'CloudError', kind, code: `${status}` });
    expect(error).toMatchObject({ message: expect.stringMatching(/: HTTP \d+, in words that are not the API's(;|$)/) });
    expect(error).not.toHaveProperty('cause.message');
  });

  it('a connection that is cut in the middle of it is told as such', async () => {
    expect(await observeWith(listing('{"id":"1"'), 5000)).toMatchObject({ kind: 'transient', code: 'ECONNRESET' });
  });
});
