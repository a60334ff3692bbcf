import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { awsCliEnvironment } from '../../../support/cli/aws-cli-environment.ts';

export const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

/** The tutorial's commands, each set in a file of its own. */
const TUTORIAL_SCRIPTS = join(ROOT, 'test/moto/tutorial');

/** An environment in which every AWS client talks to moto and none to AWS. */
export function environment(): Record<string, string> {
  const node = join(ROOT, 'node_modules/.bin');
  return {
    PATH: [node, join(inject('venv'), 'bin'), process.env['PATH']].join(delimiter),
    ...awsCliEnvironment(inject('moto'), inject('scratch')),
  };
}

/** Runs a command in the repository's root and answers its standard output. Throws with its standard error. */
export async function run(command: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, { cwd: ROOT, env: environment() });
  return stdout;
}

/** Runs an AWS CLI command and answers what it printed, read as JSON. */
export async function aws(...args: readonly string[]): Promise<unknown> {
  // The CLI's first version knows the variable for the endpoint, but not for every service.
  const stdout = await run('aws', '--endpoint-url', inject('moto'), ...args, '--output', 'json');
  return stdout.trim() === '' ? undefined : JSON.parse(stdout);
}

/** Runs scripts of the lab one after the other in one shell, as somebody who works through the tutorial does. */
export async function runTutorial(...scripts: readonly string[]): Promise<string> {
  const lines = scripts.map((script) => `. '${join(TUTORIAL_SCRIPTS, script)}'`);
  return run('bash', '-euo', 'pipefail', '-c', lines.join('\n'));
}

/** Makes moto forget everything. */
export async function resetMoto(): Promise<void> {
  await fetch(`${inject('moto')}/moto-api/reset`, { method: 'POST' });
}
