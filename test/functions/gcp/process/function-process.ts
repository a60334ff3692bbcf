import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import * as z from 'zod/mini';
import type { LogLine } from '../../../support/testbed/log.ts';

const require = createRequire(import.meta.url);
const FRAMEWORK = require.resolve('@google-cloud/functions-framework').replace(/index\.js$/, 'main.js');
const LOOPBACK = new URL('loopback.ts', import.meta.url).href;

const Listening = z.object({ listening: z.object({ address: z.string(), port: z.number() }) });

/** The built function in a process of its own, started as the platform does. */
export interface FunctionProcess extends AsyncDisposable {
  readonly url: string;
  readonly address: string;
  /** What it logged. */
  readonly lines: LogLine[];
  /** What else it printed. */
  readonly otherOutput: string[];
  readonly isRunning: () => boolean;
  /** The most memory that it ever had. */
  readonly peakMegabytes: () => Promise<number>;
}

function readLine(text: string): LogLine | undefined {
  try {
    const line: unknown = JSON.parse(text);
    return typeof line === 'object' && line !== null && 'severity' in line ? { ...line } : undefined;
  } catch {
    return undefined;
  }
}

/** Starts functions-framework in `folder` with nothing in the environment but `settings` and what the platform sets. */
export async function startFunctionProcess(folder: string, settings: Record<string, string>): Promise<FunctionProcess> {
  const platform = { FUNCTION_TARGET: 'podRoutes', FUNCTION_SIGNATURE_TYPE: 'http', PORT: '0', NODE_ENV: 'production' };
  const env = { ...platform, ...settings };
  const child = spawn(process.execPath, ['--import', LOOPBACK, FRAMEWORK], { cwd: folder, env });
  const lines: LogLine[] = [];
  const otherOutput: string[] = [];
  const exited = once(child, 'exit');
  createInterface(child.stderr).on('line', (text) => otherOutput.push(text));
  const listening = await new Promise<z.infer<typeof Listening>['listening']>((resolve, reject) => {
    createInterface(child.stdout).on('line', (text) => {
      const line = readLine(text);
      if (line !== undefined) return void lines.push(line);
      const started = Listening.safeParse(text.startsWith('{') ? JSON.parse(text) : undefined);
      if (started.success) resolve(started.data.listening);
      else otherOutput.push(text);
    });
    void exited.then(() => reject(new Error(`the function ended:\n${otherOutput.join('\n')}`)));
  });
  return {
    url: `http://127.0.0.1:${listening.port}/`,
    address: listening.address,
    lines,
    otherOutput,
    isRunning: () => child.exitCode === null,
    async peakMegabytes() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
      return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await exited;
    },
  };
}
