import { defineConfig } from 'vitest/config';
import { AWS_VARIANT_RUNS } from './aws.ts';
import { TableReporter } from './table-reporter.ts';

/** `npm run test:variants`: the suites under each behaviour of the clouds that nobody has confirmed. */
export default defineConfig({
  test: {
    maxWorkers: '100%',
    // Some files try both clouds.
    testNamePattern: /^(?!.*\b(?:gcp|GCP|Compute Engine)\b)/,
    testTimeout: 30_000,
    reporters: ['dot', new TableReporter()],
    projects: AWS_VARIANT_RUNS.map(({ name, include, exclude, env }) => ({
      extends: true,
      test: {
        name,
        include,
        exclude,
        // Nothing looks for the machine's own cloud.
        env: { METADATA_SERVER_DETECTION: 'none', ...env },
        isolate: false,
        globalSetup: ['test/support/seed.ts'],
      },
    })),
  },
});
