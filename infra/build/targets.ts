import { chmod, cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { BANNER, bundle, type Bundled, ROOT } from './bundle.ts';
import { writeGcpPackage } from './gcp-package.ts';
import { GAX, PINO } from './left-out.ts';
import { environmentCredentials } from './trim/aws-credentials.ts';
import { awsSchemas } from './trim/aws-schemas.ts';
import { computeProtos } from './trim/compute-protos.ts';
import { gaxOverRest } from './trim/gax.ts';
import { leaveOut } from './trim/leave-out.ts';

/** How each bundle is trimmed. docs/architecture.md says why. */
const TRIMS = {
  aws: [awsSchemas, environmentCredentials, leaveOut(PINO)],
  gcp: [gaxOverRest, computeProtos, leaveOut({ ...GAX, ...PINO })],
  // Its users have their AWS credentials in profiles, SSO and elsewhere.
  cli: [awsSchemas, gaxOverRest, computeProtos, leaveOut(GAX)],
} satisfies Record<string, Plugin[]>;

/** The Lambda function: `handler.mjs`, and beside it what it loads only when it needs it. */
function buildAws(folder: string): Promise<Bundled> {
  return bundle(folder, 'handler', 'functions/aws/handler.ts', { splitting: true, plugins: TRIMS.aws });
}

/** The Cloud Run function, in one file. */
async function buildGcp(folder: string): Promise<Bundled> {
  await writeGcpPackage(folder);
  return bundle(folder, 'index', 'functions/gcp/handler.ts', { plugins: TRIMS.gcp });
}

/** The command line, split so that only the cloud it talks to is loaded; beside it `page/`, which `podroutes map` reads. */
async function buildCommandLine(folder: string): Promise<Bundled> {
  const built = await bundle(folder, 'podroutes', 'functions/cli/podroutes.ts', {
    splitting: true,
    // Of its users: the least that package.json asks for.
    target: 'node20.19',
    plugins: TRIMS.cli,
    banner: { js: `#!/usr/bin/env node\n${BANNER}` },
  });
  await chmod(join(folder, 'podroutes.mjs'), 0o755);
  const isNeeded = (path: string) => !path.endsWith('.json');
  await cp(join(ROOT, 'functions/cli/map/page'), join(folder, 'page'), { recursive: true, filter: isNeeded });
  return built;
}

/** What is built, each into a folder of its name. */
export const TARGETS = { aws: buildAws, gcp: buildGcp, cli: buildCommandLine } as const;
