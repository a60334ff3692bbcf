import { createServer } from 'node:http';
import * as z from 'zod/mini';
import { close, listen } from '../common/loopback.ts';

const Busy = z.object({ code: z.literal('EADDRINUSE') });

/** How many of the next ports are tried. */
const ATTEMPTS = 20;

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await listen(server, port);
  } catch {
    return false;
  }
  await close(server);
  return true;
}

async function nextFree(port: number): Promise<number> {
  for (let next = port + 1; next <= Math.min(port + ATTEMPTS, 65_535); next += 1) if (await isFree(next)) return next;
  return 0;
}

/** Starts what listens on `port`. Where something else has it, the error says which port would do. */
export async function onPort<T>(flag: string, port: number, start: (port: number) => Promise<T>): Promise<T> {
  try {
    return await start(port);
  } catch (error) {
    if (!Busy.safeParse(error).success) throw error;
    const free = await nextFree(port);
    const other = free === 0 ? `${flag} 0 takes any free one` : `${flag} ${free} is free`;
    throw new Error(`port ${port} of 127.0.0.1 is taken, perhaps by another local cloud: ${other}`, { cause: error });
  }
}
