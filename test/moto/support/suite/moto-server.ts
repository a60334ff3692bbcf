import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../../support/free-port.ts';

export interface MotoServer {
  readonly url: string;
  close(): Promise<void>;
}

async function waitUntilReady(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries += 1) {
    if (server.exitCode !== null) throw new Error(`moto_server ended with exit code ${server.exitCode}`);
    const answer = await fetch(`${url}/moto-api/data.json`).catch(() => undefined);
    if (answer?.ok === true) return;
    await delay(100);
  }
  throw new Error('moto_server is not ready after 30 s');
}

/** Starts moto on 127.0.0.1, on a port that is free. */
export async function startMoto(venv: string): Promise<MotoServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = spawn(join(venv, 'bin/moto_server'), ['-H', '127.0.0.1', '-p', `${port}`], { stdio: 'ignore' });
  const ended = once(server, 'exit');
  await waitUntilReady(url, server);
  return {
    url,
    async close() {
      server.kill();
      await ended;
    },
  };
}
