/** `node infra/audit.ts`: fails when a package that is deployed has a known vulnerability. Arguments are passed on to `npm audit`. */
import { spawnSync } from 'node:child_process';
import { readAudit } from './build/supply/npm-audit.ts';

const args = ['audit', '--omit=dev', '--json', ...process.argv.slice(2)];
const { stdout } = spawnSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
const audit = readAudit(stdout);
switch (audit.status) {
  case 'no-vulnerabilities':
    console.log('No known vulnerability in what is deployed.');
    break;
  case 'vulnerabilities':
    console.error(audit.lines.join('\n'));
    process.exitCode = 1;
    break;
  case 'unavailable': {
    const rule = '!'.repeat(80);
    console.error(
      `${rule}\nSKIPPED: the registry does not answer audits, so nothing is known.\n${audit.reason}\n${rule}`,
    );
  }
}
