import { defineConfig } from 'vitest/config';

/** The suite against moto: see test/moto/run.ts. One moto serves all files, so they run one after the other. */
export default defineConfig({
  test: {
    include: ['test/moto/**/*.moto.ts'],
    globalSetup: ['test/moto/support/setup.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
