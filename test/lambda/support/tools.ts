import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { MissingToolError } from '../../support/or-skip.ts';

/** Nothing in it depends on the checkout, and `npm ci` leaves it alone: half of it is C++ that takes a minute to compile. */
const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'podroutes');

const EMULATOR = 'github.com/aws/aws-lambda-runtime-interface-emulator/cmd/aws-lambda-rie';
const EMULATOR_VERSION = 'v0.0.0-20261030222936-bef5c4ba774d';
const CLIENT = 'aws-lambda-ric';
const CLIENT_VERSION = '4.0.2';

/** AWS's own parts of the runtime. */
export interface Tools {
  /** The program that stands for the Lambda service. */
  readonly emulator: string;
  /** The folder of the client, which Lambda's Node runtime hands invocations to the function with. */
  readonly client: string;
}

/** What of all that the suite needs the machine does not have. */
export function missingCommands(): string[] {
  const versions = {
    go: 'version',
    npm: '-v',
    cmake: '--version',
    make: '-v',
    'c++': '--version',
    python3: '-V',
    unzip: '-v',
  };
  return Object.entries(versions).flatMap(([name, flag]) =>
    spawnSync(name, [flag], { stdio: 'ignore' }).status === 0 ? [] : [name],
  );
}

/** A folder in the cache that `install` fills, once. */
async function cached(name: string, install: (folder: string) => Promise<unknown>): Promise<string> {
  const folder = join(CACHE, `${name}-${process.arch}`);
  if (existsSync(folder)) return folder;
  await mkdir(CACHE, { recursive: true });
  const unfinished = await mkdtemp(join(CACHE, 'unfinished-'));
  process.stdout.write(`Installing ${name} ...\n`);
  try {
    await install(unfinished);
    await rename(unfinished, folder);
    return folder;
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    // Another run was faster.
    if (existsSync(folder)) return folder;
    throw new MissingToolError(`${name} could not be installed. ${error instanceof Error ? error.message : ''}`);
  }
}

async function installClient(folder: string): Promise<void> {
  const wanted = { private: true, dependencies: { [CLIENT]: CLIENT_VERSION }, allowScripts: { [CLIENT]: true } };
  await writeFile(join(folder, 'package.json'), JSON.stringify(wanted));
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund'], { cwd: folder });
}

function installEmulator(folder: string): Promise<unknown> {
  const env = { ...process.env, GOBIN: folder };
  return promisify(execFile)('go', ['install', `${EMULATOR}@${EMULATOR_VERSION}`], { cwd: folder, env });
}

/** Installs what is not there yet. Throws MissingToolError. */
export async function prepareTools(): Promise<Tools> {
  const [client, emulator] = await Promise.all([
    cached(`${CLIENT}-${CLIENT_VERSION}`, installClient),
    cached(`aws-lambda-rie-${EMULATOR_VERSION}`, installEmulator),
  ]);
  return { client: join(client, 'node_modules', CLIENT), emulator: join(emulator, 'aws-lambda-rie') };
}
