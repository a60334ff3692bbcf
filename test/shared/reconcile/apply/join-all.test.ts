import { describe, expect, it } from 'vitest';
import { joinAll } from '../../../../shared/reconcile/cloud/join-all.ts';

describe('work that is done together', () => {
  it('answers in the order of asking', async () => {
    expect(await joinAll([Promise.resolve(1), Promise.resolve('two')])).toEqual([1, 'two']);
  });

  it('fails with the first failure, once all the rest has ended', async () => {
    const done: string[] = [];
    const slow = new Promise(setImmediate).then(() => done.push('slow'));
    await joinAll([Promise.reject(new Error('no')), slow]).catch((error: unknown) => done.push(String(error)));
    expect(done).toEqual(['slow', 'Error: no']);
  });
});
