import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { TUTORIAL_PROFILE } from '../../../support/cli/aws-cli-environment.ts';
import { startMoto } from './moto-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of moto, the AWS CLI and cfn-lint. */
    readonly venv: string;
    /** Where moto listens. */
    readonly moto: string;
    /** A folder for the suite alone; it holds the AWS CLI's profile that the lab's commands name. */
    readonly scratch: string;
  }
}

/** Builds the function and starts moto before the first test; stops it after the last. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const venv = process.env['PODROUTES_VENV'];
  if (venv === undefined) throw new Error('PODROUTES_VENV is not set; start this suite with npm run test:moto');
  execFileSync(process.execPath, ['infra/build.ts'], { stdio: 'ignore' });
  const scratch = await mkdtemp(join(tmpdir(), 'podroutes-moto-'));
  await writeFile(join(scratch, 'config'), TUTORIAL_PROFILE);
  const moto = await startMoto(venv);
  project.provide('venv', venv);
  project.provide('scratch', scratch);
  project.provide('moto', moto.url);
  return async () => {
    await moto.close();
    await rm(scratch, { recursive: true });
  };
}
