import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { renewTranscripts } from './transcripts.ts';

const README = new URL('../../README.md', import.meta.url);

beforeAll(() => {
  // Scenes set what the SDK reads from the process; nothing of that stays.
  for (const name of ['AWS_ENDPOINT_URL', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])
    vi.stubEnv(name, '');
  for (const name of ['CLUSTER_NAME', 'CLUSTER_CIDR', 'COMPUTE_API_ENDPOINT', 'GOOGLE_CLOUD_PROJECT'])
    vi.stubEnv(name, '');
});
afterAll(() => vi.unstubAllEnvs());

describe('the README', () => {
  it('shows what the commands print (npm run transcripts writes it anew)', async () => {
    const text = await readFile(README, 'utf8');
    expect(text.match(/<!-- transcript: /g)?.length).toBeGreaterThanOrEqual(3);
    expect(text).toBe(await renewTranscripts(text));
  });
});
