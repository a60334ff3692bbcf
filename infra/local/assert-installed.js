// Plain JavaScript for any Node: before `npm ci` there is none here that knows TypeScript.
import { existsSync } from 'node:fs';

if (!existsSync(new URL('../../node_modules/.bin', import.meta.url))) {
  process.stderr.write('Nothing is installed here yet: run "npm ci" first.\n');
  process.exitCode = 1;
}
