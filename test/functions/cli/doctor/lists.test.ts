import { once } from 'node:events';
import { createServer } from 'node:http';
import { EventBridgeClient, ListRuleNamesByTargetCommand } from '@aws-sdk/client-eventbridge';
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it, onTestFinished } from 'vitest';
import * as z from 'zod/mini';
import { DeploymentReader } from '../../../../functions/cli/doctor/aws/deployment/reader.ts';
import { SYSTEM_CLOCK } from '../../../../shared/reconcile/cloud/clock.ts';
import { RestClient } from '../../../../functions/cli/doctor/gcp/rest-client.ts';
import { GCP_SETTINGS } from '../../../../infra/local/gcp-deployment.ts';
import { readGcpConfig } from '../../../../shared/gcp/config.ts';

const CIRCULAR = { name: 'CloudError', kind: 'transient', code: 'UnreadableAnswer' };

it('a list of rules that goes in circles is read no further', async () => {
  const sqs = mockClient(SQSClient);
  const events = mockClient(EventBridgeClient);
  onTestFinished(() => {
    sqs.restore();
    events.restore();
  });
  sqs
    .on(ListQueuesCommand)
    .resolves({ QueueUrls: ['https://sqs.us-east-1.amazonaws.com/1/podroutes-x-EventQueue-A1'] });
  sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { QueueArn: 'arn:aws:sqs:us-east-1:1:queue' } });
  const page = { RuleNames: [], NextToken: 'again' };
  events.on(ListRuleNamesByTargetCommand).resolvesOnce(page).resolvesOnce(page).resolves({ RuleNames: [] });
  await expect(new DeploymentReader('x', { region: 'us-east-1' }).rules()).rejects.toMatchObject(CIRCULAR);
  expect(events.commandCalls(ListRuleNamesByTargetCommand)).toHaveLength(2);
});

it('a list of one of Google’s APIs that goes in circles is read no further', async () => {
  const asked: (string | null)[] = [];
  const server = createServer(({ url = '' }, response) => {
    const token = new URL(url, 'http://localhost').searchParams.get('pageToken');
    asked.push(token);
    response.setHeader('content-type', 'application/json');
    response.end(asked.length < 3 ? '{"nextPageToken":"again"}' : '{}');
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const rest = new RestClient(readGcpConfig({ ...GCP_SETTINGS, COMPUTE_API_ENDPOINT: `http://127.0.0.1:${port}` }), {
    runtime: SYSTEM_CLOCK,
  });
  const schema = z.object({ nextPageToken: z.optional(z.string()) });
  const list = rest.list({ api: 'compute', path: 'projects/p/global/networks', schema, permission: 'x' });
  await expect(list).rejects.toMatchObject(CIRCULAR);
  expect(asked).toEqual([null, 'again']);
});
