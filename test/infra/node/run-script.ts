import { execFile, spawnSync } from 'node:child_process';
import { access, chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { serve } from './serve.ts';

export const SCRIPT = fileURLToPath(new URL('../../../infra/node/pod-cidr', import.meta.url));

/** A shell and its flags. */
export type Shell = readonly [string, ...string[]];

const FOLDERS = process.env['PATH']?.split(delimiter) ?? [];
const ALL_SHELLS = [['dash'], ['bash', '--posix'], ['busybox', 'sh']] as const;

/** All that a node needs to have. */
export const TOOLS = ['cat', 'chmod', 'curl', 'date', 'mkdir', 'mktemp', 'mv', 'rm', 'sleep', 'timeout'];

/** Those of the shells that are here. */
export const SHELLS = ALL_SHELLS.filter(([name, ...args]) => spawnSync(name, [...args, '-c', ':']).status === 0).map(
  (shell) => ({ shell, name: shell.join(' ') }),
);
if (SHELLS.length < ALL_SHELLS.length) {
  const tried = SHELLS.map(({ name }) => name).join(', ');
  process.stderr.write(
    `\n*** SKIPPED: infra/node/pod-cidr is tried in ${tried} only; other shells are not installed ***\n\n`,
  );
}

export interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How the script ends when it prints these ranges. */
export const told = (...ranges: string[]): Ended => ({ status: 0, stdout: `${ranges.join('\n')}\n`, stderr: '' });

interface Options {
  readonly shell?: Shell;
  readonly env?: Readonly<Record<string, string>>;
  /** Folders of programs that are found before the tools. */
  readonly programs?: readonly string[];
  readonly tools?: readonly string[];
  readonly script?: string;
  readonly cwd?: string;
}

/** Runs the script to its end, where there is no program but the shell, the tools and those given. */
export async function run(args: readonly string[], options: Options = {}): Promise<Ended> {
  const { shell = ['sh'], env = {}, programs = [], tools = TOOLS, script = SCRIPT, cwd } = options;
  const [name, ...before] = shell;
  const PATH = [...programs, await folderOf([name, ...tools])].join(delimiter);
  return new Promise((resolve, reject) => {
    execFile(
      name,
      [...before, script, ...args],
      { env: { PATH, ...env }, cwd, timeout: 60_000 },
      (error, stdout, stderr) => {
        const status = error === null ? 0 : error.code;
        if (typeof status === 'number') resolve({ status, stdout, stderr });
        else reject(error ?? new Error('ended without a status'));
      },
    );
  });
}

/** A folder that is gone after the test. */
export async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'podroutes-node-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder with links to these programs of the machine. */
async function folderOf(programs: readonly string[]): Promise<string> {
  const folder = await scratch();
  await Promise.all(programs.map(async (program) => symlink(await find(program), join(folder, program))));
  return folder;
}

async function find(program: string): Promise<string> {
  for (const folder of FOLDERS) {
    const file = join(folder, program);
    if (
      await access(file).then(
        () => true,
        () => false,
      )
    )
      return file;
  }
  throw new Error(`there is no ${program}`);
}

/** A folder with a program of this name, which does what `text` says in sh. */
export async function program(name: string, text: string): Promise<string> {
  const folder = await scratch();
  const file = join(folder, name);
  await writeFile(file, `#!/bin/sh\n${text}\n`);
  await chmod(file, 0o755);
  return folder;
}

/** Has `onPause` called instead of a pause between two looks. Answers the folder of the program that does so. */
export async function withoutPauses(onPause: (seconds: string) => void = () => {}): Promise<string> {
  const { url, close } = await serve((request, response) => {
    onPause(request.url?.slice(1) ?? '');
    response.end();
  });
  onTestFinished(close);
  return program('sleep', `exec curl -q -s --noproxy '*' "${url}/$1"`);
}
