import { describe } from 'vitest';
import { isGcloudInstalled } from '../support/cli/gcloud-shell.ts';

/** `describe` where gcloud is; elsewhere it skips and says so, or fails when PODROUTES_REQUIRE_GCLOUD is set. */
export function describeWithGcloud(name: string, tests: () => void): void {
  if (isGcloudInstalled()) return void describe(name, tests);
  const missing = `gcloud is not on the PATH: SKIPPED "${name}". To install it: https://cloud.google.com/sdk/docs/install`;
  if (process.env['PODROUTES_REQUIRE_GCLOUD']) throw new Error(missing);
  process.stderr.write(`\n*** ${missing} ***\n\n`);
  describe.skip(name, tests);
}
