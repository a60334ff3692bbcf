import { afterAll, beforeEach, expect, it } from 'vitest';
import { run } from './run-script.ts';
import { serve } from './serve.ts';

let answer = (_path: string): string | undefined => undefined;

/** Answers nothing where `answer` knows nothing. */
const { url, close } = await serve((request, response) => {
  const body = answer(request.url ?? '');
  if (body !== undefined) response.writeHead(200, { etag: 'a1', 'Metadata-Flavor': 'Google' }).end(body);
});
afterAll(close);
beforeEach(() => {
  answer = () => undefined;
});

/** Runs the script with a second's time; answers how it ended, and after how many seconds. */
async function time(...args: string[]) {
  const start = performance.now();
  const { status } = await run(['--metadata-url', url, '--timeout', '1', ...args]);
  return { status, seconds: (performance.now() - start) / 1000 };
}

// A request that began in time may take its three seconds.
it.each([
  ['aws', 3],
  ['gcp', 3],
] as const)('ends beside a service that says nothing, on %s', async (cloud, atMost) => {
  const { status, seconds } = await time('--cloud', cloud);
  expect(status).toBe(5);
  expect(seconds).toBeGreaterThanOrEqual(0.9);
  expect(seconds).toBeLessThan(1 + atMost + 5);
});

it('ends when a change never comes', async () => {
  answer = (path) => (path.includes('wait_for_change') ? undefined : 'auto');
  expect(await time()).toMatchObject({ status: 3 });
});

it('does not ask without pause where a service answers at once that nothing changed', async () => {
  let requests = 0;
  answer = () => {
    requests += 1;
    return 'auto';
  };
  expect(await time('--cloud', 'gcp')).toMatchObject({ status: 3 });
  expect(requests).toBeLessThanOrEqual(4);
});
