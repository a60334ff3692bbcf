import { describe, it } from 'vitest';
import { AWS_HARNESS } from './aws/harness.ts';
import { GCP_HARNESS } from './gcp/harness.ts';
import { AWS_REGRESSIONS, GCP_REGRESSIONS } from './regressions.ts';
import { emptyStatistics } from './explore/statistics.ts';

describe('what once went wrong', () => {
  it.each(Object.entries(AWS_REGRESSIONS))('on AWS: %s', async (_, history) =>
    AWS_HARNESS.run(history, emptyStatistics()),
  );
  it.each(Object.entries(GCP_REGRESSIONS))('on GCP: %s', async (_, history) =>
    GCP_HARNESS.run(history, emptyStatistics()),
  );
});
