import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GCP_TUTORIAL, type LocalGce } from '../../../infra/local/gcp.ts';

const run = promisify(execFile);

export function isGcloudInstalled(): boolean {
  try {
    execFileSync('gcloud', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Somewhere to paste commands into. */
export interface GcloudShell extends AsyncDisposable {
  /** Runs commands as somebody would paste them, and answers what they print. Throws with their standard error. */
  run(commands: string): Promise<string>;
}

/** A shell in which gcloud talks to a local Compute Engine, and is signed in nowhere. It waits so many milliseconds for what is pasted. */
export async function openGcloudShell(gce: Pick<LocalGce, 'url'>, timeout = 110_000): Promise<GcloudShell> {
  const folder = await mkdtemp(join(tmpdir(), 'podroutes-gcloud-'));
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    CLOUDSDK_CONFIG: folder,
    CLOUDSDK_API_ENDPOINT_OVERRIDES_COMPUTE: `${gce.url}/compute/v1/`,
    CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDRESOURCEMANAGER: `${gce.url}/`,
    CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDSCHEDULER: `${gce.url}/`,
    CLOUDSDK_API_ENDPOINT_OVERRIDES_LOGGING: `${gce.url}/`,
    CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB: `${gce.url}/`,
    CLOUDSDK_API_ENDPOINT_OVERRIDES_RUN: `${gce.url}/`,
    CLOUDSDK_AUTH_DISABLE_CREDENTIALS: 'true',
    CLOUDSDK_CORE_PROJECT: GCP_TUTORIAL.project,
    CLOUDSDK_COMPUTE_REGION: GCP_TUTORIAL.region,
    CLOUDSDK_COMPUTE_ZONE: GCP_TUTORIAL.zone,
    CLOUDSDK_CORE_DISABLE_PROMPTS: '1',
    CLOUDSDK_CORE_DISABLE_USAGE_REPORTING: 'true',
    CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK: 'true',
  };
  return {
    run: async (commands) => (await run('bash', ['-euc', commands], { cwd: folder, env, timeout: timeout })).stdout,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
