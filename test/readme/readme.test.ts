import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { DOCUMENTS, renewTranscripts } from './transcripts.ts';

beforeAll(() => {
  // Scenes set what the SDK reads from the process; nothing of that stays.
  for (const name of ['AWS_ENDPOINT_URL', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])
    vi.stubEnv(name, '');
  for (const name of ['CLUSTER_NAME', 'CLUSTER_CIDR', 'COMPUTE_API_ENDPOINT', 'GOOGLE_CLOUD_PROJECT'])
    vi.stubEnv(name, '');
});
afterAll(() => vi.unstubAllEnvs());

it.each(DOCUMENTS)('%s shows what the commands print (npm run transcripts writes it anew)', async (document) => {
  const text = await readFile(document, 'utf8');
  expect(text).toBe(await renewTranscripts(text));
});

it('there are transcripts', async () => {
  const texts = await Promise.all(DOCUMENTS.map((document) => readFile(document, 'utf8')));
  const counts = texts.map((text) => text.match(/<!-- transcript: /g)?.length);
  expect(counts).toEqual([1, 4]);
});
