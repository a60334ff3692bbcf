import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { SCRIPT, SHELLS } from './run-script.ts';

const EXAMPLES = fileURLToPath(new URL('../../../infra/examples', import.meta.url));
const EXAMPLE_SCRIPTS = globSync(['user-data', '*/create-*'], { cwd: EXAMPLES });
const SCRIPTS = [SCRIPT, ...EXAMPLE_SCRIPTS.map((name) => `${EXAMPLES}/${name}`)];

const isInstalled = spawnSync('shellcheck', ['--version']).status === 0;
if (!isInstalled) process.stderr.write('\n*** SKIPPED: shellcheck is not on the PATH ***\n\n');

it.skipIf(!isInstalled)('shellcheck finds nothing in the scripts, nor in the user data that they make', () => {
  const userData = spawnSync(`${EXAMPLES}/user-data`, { encoding: 'utf8' }).stdout;
  const options = { encoding: 'utf8', input: userData } as const;
  const { status, stdout } = spawnSync('shellcheck', ['--severity', 'style', ...SCRIPTS, '-'], options);
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
});

it.each(SHELLS)('$name can read them', ({ shell: [name, ...flags] }) => {
  for (const script of SCRIPTS) expect(spawnSync(name, [...flags, '-n', script]).status).toBe(0);
});
