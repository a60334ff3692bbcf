import { defineConfig } from 'vitest/config';

/** Tests of the page that `podroutes map` writes, in a real browser: `npm run test:browser`. */
export default defineConfig({
  test: {
    include: ['test/browser/**/*.browser.ts'],
    // One browser at a time: what is measured would otherwise depend on the neighbours.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
