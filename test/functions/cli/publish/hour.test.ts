import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { join, MINUTE, TROUBLES, withStage } from './disturbed.ts';

function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
  return process.memoryUsage().heapUsed;
}

describe('a watch that is disturbed', () => {
  it.each(['silent', 'stalled', 'truncated'] as const)(
    'and listed anew by an answer that is %s: it ends in time',
    async (connection) => {
      await withStage(async (stage) => {
        const { faults, nodes, watches } = stage.kubernetes;
        faults.failNext('list nodes', { code: 'none', connection });
        watches.drop();
        nodes.compact();
        nodes.put({ name: 'elsewhere' });
        nodes.compact();
        await join(stage, 2);
        expect(stage.watching.lines.some((line) => /^list nodes at .*no whole answer|aborted/.test(line))).toBe(true);
      }, 1000);
    },
  );

  it('goes on for an hour of that, in constant memory and with one connection', async () => {
    await withStage(async (stage) => {
      const { kubernetes, watching } = stage;
      const startedAt = watching.clock.now();
      const heap: number[] = [];
      const troubles = Object.values(TROUBLES);
      for (let i = 0; i < 60 || watching.clock.now() - startedAt < 60 * MINUTE; i += 1) {
        troubles[i % troubles.length]?.(kubernetes);
        await join(stage, i % 100);
        kubernetes.nodes.delete(`node-${i % 100}`);
        await watching.pass(MINUTE);
        if (i % 10 === 9) heap.push(heapUsed());
      }
      await watching.until(() => kubernetes.watches.count === 1);
      expect(await kubernetes.connections()).toBeLessThanOrEqual(2);
      expect((heap.at(-1) ?? 0) - (heap[1] ?? 0)).toBeLessThan(5_000_000);
      expect((await watching.probe('/readyz')).status).toBe(200);
      // None more often than the pauses allow: a list for each time that everything was to be listed.
      expect(kubernetes.calls.count('list nodes')).toBeLessThan(60);
      expect(watching.lines.every((line) => line.length > 0 && line.length < 400)).toBe(true);
      expect(await watching.stop()).toBe(0);
    });
  });
});
