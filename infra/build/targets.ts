import { chmod, cp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { BANNER, bundle, type BundleResult, ROOT } from './bundle.ts';
import { writeGcpPackage } from './gcp-package.ts';
import { EXCLUDED_FROM_GAX, EXCLUDED_FROM_SMITHY } from './excluded-files.ts';
import { environmentCredentials } from './trim/environment-credentials.ts';
import { environmentSettings } from './trim/environment-settings.ts';
import { awsSchemas } from './trim/aws-schemas.ts';
import { computeProtos } from './trim/compute-protos.ts';
import { leafImports } from './trim/leaf-imports.ts';
import { gaxOverRest } from './trim/gax-over-rest.ts';
import { lazyBuiltins, lazyHttp } from './trim/lazy-builtins.ts';
import { packageVersions } from './trim/package-versions.ts';
import { excludeFiles } from './trim/exclude-files.ts';

/** docs/architecture.md says what they do and why. */
const TRIM_PLUGINS = {
  aws: [
    lazyBuiltins,
    packageVersions,
    awsSchemas,
    environmentCredentials,
    environmentSettings,
    leafImports,
    excludeFiles(EXCLUDED_FROM_SMITHY),
  ],
  gcp: [lazyBuiltins, packageVersions, gaxOverRest, computeProtos, excludeFiles(EXCLUDED_FROM_GAX)],
  // Its users have their AWS credentials in profiles, SSO and elsewhere.
  cli: [lazyHttp, packageVersions, awsSchemas, gaxOverRest, computeProtos, excludeFiles(EXCLUDED_FROM_GAX)],
} satisfies Record<string, Plugin[]>;

/** Split, so that the function asks the cloud first and loads what it does with the answer meanwhile. */
function buildAws(folder: string): Promise<BundleResult> {
  return bundle(folder, 'handler', 'functions/aws/handler.ts', { splitting: true, plugins: TRIM_PLUGINS.aws });
}

async function buildGcp(folder: string): Promise<BundleResult> {
  await writeGcpPackage(folder);
  return bundle(folder, 'index', 'functions/gcp/handler.ts', { splitting: true, plugins: TRIM_PLUGINS.gcp });
}

/** Split, so that the command line loads one cloud only; beside it `page/`, which `podroutes map` reads. */
async function buildCommandLine(folder: string): Promise<BundleResult> {
  const built = await bundle(folder, 'podroutes', 'functions/cli/podroutes.ts', {
    splitting: true,
    // The oldest Node that package.json allows its users.
    target: 'node20.19',
    plugins: TRIM_PLUGINS.cli,
    banner: { js: `#!/usr/bin/env node\n${BANNER}` },
  });
  await chmod(join(folder, 'podroutes.mjs'), 0o755);
  const isNeeded = (path: string) => !path.endsWith('.json');
  await cp(join(ROOT, 'functions/cli/map/page'), join(folder, 'page'), { recursive: true, filter: isNeeded });
  return built;
}

export const TARGETS = { aws: buildAws, gcp: buildGcp, cli: buildCommandLine } as const;
