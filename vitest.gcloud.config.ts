import { defineConfig } from 'vitest/config';

/** Tests in which gcloud is the judge: `npm run test:gcloud`. */
export default defineConfig({
  test: {
    include: ['test/gcloud/**/*.gcloud.ts'],
    env: { METADATA_SERVER_DETECTION: 'none' },
    // Each command starts a Python of its own.
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
