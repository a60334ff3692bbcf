import { describe, it } from 'vitest';
import { AWS } from './aws/kind.ts';
import { GCP } from './gcp/kind.ts';
import { KNOWN_AWS, KNOWN_GCP } from './known.ts';
import { emptyTally } from './tally.ts';

describe('what once went wrong', () => {
  it.each(Object.entries(KNOWN_AWS))('on AWS: %s', async (_, history) => AWS.play(history, emptyTally()));
  it.each(Object.entries(KNOWN_GCP))('on GCP: %s', async (_, history) => GCP.play(history, emptyTally()));
});
