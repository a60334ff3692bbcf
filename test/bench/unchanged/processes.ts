import { dirname, join } from 'node:path';
import { runModule } from '../../support/build/built-output.ts';
import { measureTime } from '../by-hand/timing.ts';

/** What a process of its own took. */
export interface ProcessFigures {
  readonly milliseconds: number;
  /** The most that it had resident, in MB. */
  readonly megabytes: number;
}

/** On Linux maxRSS would begin with what the parent had when it made the process. */
const TELL_PEAK = `
  import { readFileSync } from 'node:fs';
  const ofLinux = () => /VmHWM:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1];
  const peak = () => (process.platform === 'linux' ? ofLinux() : process.resourceUsage().maxRSS);
  process.on('exit', () => console.log('\\nPEAK ' + peak()));`;

async function measure(folder: string, code: string, env: Record<string, string>): Promise<ProcessFigures> {
  let stdout = '';
  const milliseconds = await measureTime(async () => {
    stdout = await runModule(folder, TELL_PEAK + code, env);
  });
  const [, kilobytes] = /^PEAK (\d+)$/m.exec(stdout) ?? [];
  return { milliseconds, megabytes: (Number(kilobytes) * 1024) / 1e6 };
}

/** Our command line, `podroutes.mjs`, with these arguments. */
export function runCommandLine(cli: string, argv: readonly string[], env: Record<string, string>) {
  const code = `process.argv = ['node', ${[cli, ...argv].map((each) => JSON.stringify(each)).join()}];
    await import(${JSON.stringify(cli)});`;
  return measure(dirname(cli), code, env);
}

/** The Lambda function that was built beside it, with a resync. */
export function runFunction(cli: string, env: Record<string, string>) {
  const handler = join(dirname(cli), '../aws/handler.mjs');
  return measure(dirname(cli), `await (await import(${JSON.stringify(handler)})).handler({ action: 'resync' });`, env);
}

/** Node with nothing to do. */
export const runNode = (folder: string) => measure(folder, '', {});
