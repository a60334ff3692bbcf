import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { inject } from 'vitest';
import { freePort } from '../../support/free-port.ts';
import { SANDBOX, sandboxed } from './sandbox.ts';

/** AWS's emulator of the Lambda service, for one function. It starts the function with the first invocation. */
export interface Emulator {
  readonly child: ChildProcess;
  readonly port: number;
  /** Where it takes invocations. */
  readonly url: string;
  /** The folder that the function sees as /tmp. */
  readonly scratch: string;
}

interface EmulatorOptions {
  /** Its own, empty or nearly so. */
  readonly folder: string;
  readonly task: string;
  readonly handler: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Starts it in a sandbox, where the function is. It listens on 127.0.0.1 alone. */
export async function spawnEmulator({ folder, task, handler, env }: EmulatorOptions): Promise<Emulator> {
  const [root, scratch] = [join(folder, 'root'), join(folder, 'tmp')];
  await Promise.all([mkdir(root), mkdir(scratch)]);
  await chmod(scratch, 0o1777);
  const port = await freePort();
  const addresses = {
    '--runtime-interface-emulator-address': `127.0.0.1:${port}`,
    '--runtime-api-address': `127.0.0.1:${await freePort()}`,
  };
  const runtime = [SANDBOX.node, join(SANDBOX.runtime, 'index.mjs'), handler];
  const command = [SANDBOX.emulator, '--log-level', 'error', ...Object.entries(addresses).flat(), ...runtime];
  const args = sandboxed({ root, task, ...inject('tools'), scratch }, command);
  const child = spawn('unshare', args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  return { child, port, url: `http://127.0.0.1:${port}/2015-03-31/functions/function/invocations`, scratch };
}

export function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

/** Waits until it takes connections. */
export async function waitForPort({ child, port }: Emulator): Promise<void> {
  while (isRunning(child)) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await delay(20);
  }
  throw new Error('the emulator ended before it listened');
}
