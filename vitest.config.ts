import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    isolate: false,
    include: ['test/**/*.test.ts'],
    env: { METADATA_SERVER_DETECTION: 'none' },
  },
});
