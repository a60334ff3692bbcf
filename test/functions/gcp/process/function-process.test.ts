import { randomBytes } from 'node:crypto';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import {
  type AuditEntry,
  bootWorker,
  GCP_TUTORIAL,
  type LocalGce,
  seedTutorialNetwork,
  startLocalGce,
  toCloudEvent,
  workerRouteName,
} from '../../../../infra/local/gcp.ts';
import { type FunctionProcess, startFunctionProcess } from './function-process.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const AUDIT = {
  'ce-type': 'google.cloud.audit.log.v1.written',
  'ce-specversion': '1.0',
  'ce-id': '1',
  'ce-source': '//x',
};
const PUBSUB = { ...AUDIT, 'ce-type': 'google.cloud.pubsub.topic.v1.messagePublished' };

let gce: LocalGce;
let fn: FunctionProcess;
let entries: AuditEntry[] = [];

beforeAll(async () => {
  gce = await startLocalGce();
  gce.onEvent((entry) => entries.push(entry));
  seedTutorialNetwork(gce.backend);
  fn = await startFunctionProcess(`${inject('built')}/gcp`, {
    CLUSTER_NAME: GCP_TUTORIAL.network,
    CLUSTER_CIDR: GCP_TUTORIAL.clusterRange,
    GOOGLE_CLOUD_PROJECT: GCP_TUTORIAL.project,
    COMPUTE_API_ENDPOINT: gce.url,
    METADATA_SERVER_DETECTION: 'none',
  });
});

afterAll(async () => {
  await fn[Symbol.asyncDispose]();
  await gce.close();
});

beforeEach(() => {
  gce.calls.reset();
  entries = [];
  fn.lines.length = 0;
});

async function post(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>, method = 'POST') {
  const response = await fetch(fn.url, { method, headers, ...(method === 'GET' ? {} : { body }) });
  return { status: response.status, text: await response.text() };
}

/** Boots a worker and answers the entry that says so. */
function booted(index: number): AuditEntry {
  bootWorker(gce.backend, index);
  const entry = entries.find(({ operation }) => operation.last === true);
  if (entry === undefined) throw new Error('no audit log entry');
  return entry;
}

const routes = () =>
  gce.backend
    .routesOf(GCP_TUTORIAL.network)
    .map(({ path }) => path.split('/').at(-1) ?? '')
    .filter((name) => name.startsWith('kubernetes-route-'))
    .toSorted();

const wrapped = (content: string) =>
  JSON.stringify({ message: { data: Buffer.from(content).toString('base64'), messageId: '1' }, subscription: 's' });

describe('the function’s process makes routes', () => {
  it('for a CloudEvent in binary mode', async () => {
    expect(fn.address).toBe('127.0.0.1');
    const { headers, body } = toCloudEvent(booted(0));
    expect((await post(body, headers)).status).toBe(200);
    expect(routes()).toEqual([workerRouteName(0)]);
    expect(fn.lines.map(({ severity, message }) => [severity, message])).toEqual([
      ['INFO', 'create route 10.200.0.0/24 done'],
      ['INFO', 'reconciled'],
    ]);
  });

  it('for one in structured mode', async () => {
    const event = { specversion: '1.0', id: '1', source: '//x', type: AUDIT['ce-type'], data: booted(1) };
    const answer = await post(JSON.stringify(event), { 'content-type': 'application/cloudevents+json; charset=utf-8' });
    expect(answer.status).toBe(200);
    expect(routes()).toContain(workerRouteName(1));
  });

  it('for a log entry that Pub/Sub carries', async () => {
    const answer = await post(wrapped(JSON.stringify(booted(2))), { ...JSON_TYPE, ...PUBSUB });
    expect(answer.status).toBe(200);
    expect(routes()).toContain(workerRouteName(2));
  });

  it('for a person, and answers with the report', async () => {
    booted(3);
    const { status, text } = await post('{"action":"resync"}', JSON_TYPE);
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ scope: 'resync', summary: { created: 1, unchanged: 3, failed: 0 } });
    expect(routes()).toHaveLength(4);
  });

  it('whatever type an event says its JSON has', async () => {
    const { headers, body } = toCloudEvent(booted(4));
    for (const type of ['text/plain', 'application/octet-stream', 'application/json; charset=utf-8']) {
      expect((await post(body, { ...headers, 'content-type': type })).status).toBe(200);
    }
    expect(routes()).toContain(workerRouteName(4));
  });
});

describe('nonsense in an event is acknowledged and logged, since Eventarc would bring it again for a day', () => {
  const structured = { 'content-type': 'application/cloudevents+json' };

  it.each([
    ['truncated JSON', '{"protoPayload":{"serv', { ...JSON_TYPE, ...AUDIT }],
    ['truncated JSON of another type', '{"protoPayload":{"serv', { 'content-type': 'text/plain', ...AUDIT }],
    ['a truncated event in structured mode', '{"specversion":"1.0","type":"goo', structured],
    ['no body', '', { ...JSON_TYPE, ...AUDIT }],
    ['JSON that is no log entry', '[1,2,3]', { ...JSON_TYPE, ...AUDIT }],
    ['a form', 'a=b&c=d', { 'content-type': 'application/x-www-form-urlencoded', ...AUDIT }],
    ['bytes', new Uint8Array([0xff, 0xfe, 0x00]), { 'content-type': 'application/octet-stream', ...AUDIT }],
    ['what says that it is packed', '{}', { ...JSON_TYPE, ...AUDIT, 'content-encoding': 'gzip' }],
    ['a Pub/Sub message without data', '{"message":{}}', { ...JSON_TYPE, ...PUBSUB }],
    ['a Pub/Sub message of truncated JSON', wrapped('{"protoPay'), { ...JSON_TYPE, ...PUBSUB }],
  ])('%s', async (_what, body, headers) => {
    const { status, text } = await post(body, headers);
    expect({ status, text }).toEqual({ status: 200, text: expect.stringMatching(/^\{"malformed":"/) });
    expect(text.length).toBeLessThan(300);
    expect(fn.lines).toMatchObject([{ severity: 'WARNING', message: 'event malformed', why: expect.any(String) }]);
    expect(gce.calls.count()).toBe(0);
  });

  it('an event of a kind that nobody asked for is ignored', async () => {
    const headers = { ...JSON_TYPE, ...AUDIT, 'ce-type': 'google.cloud.storage.object.v1.finalized' };
    expect((await post('{}', headers)).status).toBe(200);
    expect(fn.lines).toMatchObject([{ severity: 'INFO', message: 'event ignored' }]);
  });
});

describe('a person’s nonsense is refused', () => {
  it.each([
    ['truncated JSON', '{"action":', JSON_TYPE],
    ['an unknown action', '{"action":"destroy"}', JSON_TYPE],
    ['XML', '<action>resync</action>', { 'content-type': 'application/xml' }],
    ['a form', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['no body', '', JSON_TYPE],
  ])('%s', async (_what, body, headers) => {
    const { status, text } = await post(body, headers);
    expect({ status, text }).toEqual({ status: 400, text: expect.stringMatching(/^\{"error":"/) });
    expect(text.length).toBeLessThan(300);
    expect(gce.calls.count()).toBe(0);
  });

  it.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s', async (method) => {
    const response = await fetch(fn.url, { method, headers: AUDIT });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    expect(gce.calls.count()).toBe(0);
  });
});

describe('a body that is longer than any event', () => {
  const nested = `${'['.repeat(5_000_000)}${']'.repeat(5_000_000)}`;
  const bomb = gzipSync(Buffer.alloc(300_000_000), { level: 1 });
  const gzip = { 'content-encoding': 'gzip' };

  it.each<[string, string | Uint8Array<ArrayBuffer>, Record<string, string>]>([
    ['ten megabytes', JSON.stringify({ action: 'x'.repeat(10_000_000) }), JSON_TYPE],
    ['ten megabytes of an event', JSON.stringify({ junk: 'x'.repeat(10_000_000) }), { ...JSON_TYPE, ...AUDIT }],
    ['ten megabytes of brackets', nested, { ...JSON_TYPE, ...AUDIT }],
    ['little that unpacks to 300 MB', Uint8Array.from(bomb), { ...JSON_TYPE, ...gzip }],
    ['the same as an event', Uint8Array.from(bomb), { ...JSON_TYPE, ...AUDIT, ...gzip }],
    ['two packed megabytes', Uint8Array.from(gzipSync(randomBytes(2_000_000))), { ...JSON_TYPE, ...gzip }],
  ])('is refused and not kept: %s', async (_what, body, headers) => {
    const { status, text } = await post(body, headers);
    expect({ status, text }).toEqual({ status: 413, text: '{"error":"the body is longer than a megabyte"}' });
    expect(gce.calls.count()).toBe(0);
    expect(fn.lines).toMatchObject([{ severity: 'WARNING', message: 'request refused' }]);
    expect(await fn.peakMegabytes()).toBeLessThan(250);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('packed as %s, a short one is read', async (encoding, pack) => {
    const headers = { ...JSON_TYPE, 'content-encoding': encoding };
    expect((await post(Uint8Array.from(pack('{"action":"plan"}')), headers)).status).toBe(200);
  });
});

describe('failures of Compute Engine', () => {
  it('such as half of an answer are tried again', async () => {
    gce.faults.failNext('instances.aggregatedList', { code: 'cut', connection: 'truncated' });
    gce.faults.failNext('routes.list', { code: 'cut', connection: 'closed' });
    expect((await post('{"action":"plan"}', JSON_TYPE)).status).toBe(200);
  });

  it('that may pass are answered 5xx, and the next delivery does the work', async () => {
    gce.operations.failNext('routes.insert', { code: 'RESOURCE_NOT_READY', message: 'The network is not ready' });
    const { headers, body } = toCloudEvent(booted(5));
    expect((await post(body, headers)).status).toBe(503);
    expect(routes()).not.toContain(workerRouteName(5));
    expect((await post(body, headers)).status).toBe(200);
    expect(routes()).toContain(workerRouteName(5));
  });

  it('that stay are acknowledged and logged as errors', async () => {
    gce.operations.failNext('routes.insert', { code: 'QUOTA_EXCEEDED', message: 'Quota exceeded' });
    const { headers, body } = toCloudEvent(booted(6));
    expect((await post(body, headers)).status).toBe(200);
    expect(fn.lines.map(({ severity }) => severity)).toContain('ERROR');
    expect(fn.lines).toContainEqual(expect.objectContaining({ message: 'could not create route 10.200.6.0/24' }));
  });
});

describe('the process', () => {
  it('outlives all of this, and prints JSON and nothing else', () => {
    expect(fn.isRunning()).toBe(true);
    expect(fn.otherOutput).toEqual([]);
  });

  it('answers 5xx and tells every mistake when its settings are wrong', async () => {
    await using wrong = await startFunctionProcess(`${inject('built')}/gcp`, { CLUSTER_CIDR: '10.200.0.5/16' });
    const headers = { ...JSON_TYPE, ...AUDIT };
    const response = await fetch(wrong.url, { method: 'POST', headers, body: '{}' });
    expect(response.status).toBe(500);
    expect(wrong.otherOutput.join('\n')).toMatch(/CLUSTER_NAME[^]*CLUSTER_CIDR[^]*GOOGLE_CLOUD_PROJECT/);
  });
});
