import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { close, listen } from '../../../../infra/local/common/loopback.ts';
import { onPort } from '../../../../infra/local/local-cloud/busy-port.ts';

it('a port that is taken names one that is free', async () => {
  const first = createServer();
  const taken = await listen(first, 0);
  const start = async (port: number) => {
    const server = createServer();
    await listen(server, port);
    await close(server);
    return port;
  };
  try {
    const error: unknown = await onPort('--aws-port', taken, start).catch((reason: unknown) => reason);
    const told = /^port (\d+) of 127.0.0.1 is taken, perhaps by another local cloud: --aws-port (\d+) /.exec(
      error instanceof Error ? error.message : '',
    );
    const [, port, free] = told ?? [];
    expect(Number(port)).toBe(taken);
    expect(await start(Number(free))).toBe(Number(free));
  } finally {
    await close(first);
  }
});

it('any other failure stays as it is', async () => {
  await expect(onPort('--gcp-port', 1, () => Promise.reject(new Error('no')))).rejects.toThrow(/^no$/);
});
