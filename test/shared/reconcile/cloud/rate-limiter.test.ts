import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../../infra/local/simulation.ts';
import type { BucketLimits } from '../../../../shared/reconcile/cloud/token-bucket.ts';
import { CloudError, type ErrorKind } from '../../../../shared/reconcile/cloud/cloud-error.ts';
import { PATIENCE, rateLimitedCaller } from '../../../../shared/reconcile/cloud/rate-limits-and-retries.ts';

const UNLIMITED: BucketLimits = { burst: 100, refillPerSecond: 100 };

/** What a cloud says in these tests is the kind of error that it means. */
class FakeApiError extends Error {}

function classifyError(error: unknown, action: string, subject: string): unknown {
  if (!(error instanceof FakeApiError)) return error;
  const kinds: readonly ErrorKind[] = ['throttled', 'transient', 'not-ready', 'permission-denied'];
  const kind = kinds.find((each) => each === error.message) ?? 'rejected';
  return new CloudError(kind, error.message, `${action} on ${subject}`);
}

/** Calls of a cloud that answers with `answers`, one after the other, and then with yes. */
function startCaller(answers: readonly string[], limits = UNLIMITED, maxRetries = 7) {
  const clock = new VirtualClock(0);
  const call = rateLimitedCaller({
    rateLimitOf: (action) => ({ bucket: action, limits }),
    classifyError,
    retryPolicy: { maxRetries, initialBackoff: 100 },
    clock: clock,
  });
  const sent: number[] = [];
  const send = async () => {
    const answer = answers[sent.length];
    sent.push(clock.now());
    if (answer !== undefined) throw new FakeApiError(answer);
    return 'yes';
  };
  return { clock, call, send, sent };
}

describe('a call', () => {
  it('that is throttled waits for its next turn and no longer', async () => {
    const { call, send, sent } = startCaller(['throttled', 'throttled'], { burst: 10, refillPerSecond: 10 });
    expect(await call('Write', 'it', send)).toBe('yes');
    // Twice an empty bucket with a part of a token in reserve, the second time at a lower rate.
    expect(sent).toEqual([0, 135, expect.closeTo(304, -1)]);
  });

  it('that may pass is sent again after pauses that double', async () => {
    const { call, send, sent } = startCaller(['transient', 'transient', 'transient']);
    await call('Write', 'it', send);
    const pauses = sent.slice(1).map((at, i) => at - (sent[i] ?? 0));
    for (const [i, pause] of pauses.entries()) {
      expect(pause).toBeGreaterThanOrEqual(50 * 2 ** i);
      expect(pause).toBeLessThanOrEqual(100 * 2 ** i);
    }
  });

  it('is given up after so many tries, and its answer told', async () => {
    const { call, send, sent } = startCaller(['transient', 'transient', 'transient'], UNLIMITED, 2);
    await expect(call('Write', 'it', send)).rejects.toMatchObject({ kind: 'transient', message: 'Write on it' });
    expect(sent).toHaveLength(3);
  });

  it.each(['not-ready', 'denied', 'whatever'])('that is answered %s is not sent again at once', async (answer) => {
    const { call, send, sent } = startCaller([answer]);
    await expect(call('Write', 'it', send)).rejects.toBeInstanceOf(CloudError);
    expect(sent).toHaveLength(1);
  });

  it('that fails because of a call within it, which was tried again already, is not multiplied by its own retries', async () => {
    const { call, send, sent } = startCaller(
      Array.from({ length: 99 }, () => 'transient'),
      UNLIMITED,
      2,
    );
    await expect(call('Write', 'it', () => call('Read', 'it', send))).rejects.toMatchObject({ message: 'Read on it' });
    expect(sent).toHaveLength(3);
  });

  it('of ours that has a bug passes unchanged', async () => {
    const { call } = startCaller([]);
    const bug = new TypeError('bug');
    await expect(call('Write', 'it', () => Promise.reject(bug))).rejects.toBe(bug);
  });

  it('is not sent any more when its run is over, whether it waits for its turn or to be sent again', async () => {
    const waiting = startCaller(['throttled'], { burst: 2, refillPerSecond: 1 });
    await waiting.call('Write', 'it', waiting.send);
    const late = waiting.call('Write', 'it', waiting.send, waiting.clock.timeout(500));
    await expect(late).rejects.toMatchObject({ kind: 'interrupted' });
    expect(waiting.sent).toHaveLength(2);
    const again = startCaller(['transient', 'transient', 'transient', 'transient']);
    const retried = again.call('Write', 'it', again.send, again.clock.timeout(160));
    await expect(retried).rejects.toMatchObject({ kind: 'interrupted' });
  });

  it('leaves the buckets of other actions alone', async () => {
    const { call, send, sent } = startCaller([], { burst: 1, refillPerSecond: 1 });
    await Promise.all([call('Write', 'it', send), call('Read', 'it', send)]);
    expect(sent).toEqual([0, 0]);
  });
});

describe('what does not answer somebody who waits', () => {
  it('is given up with all other calls, and asked again some seconds later', async () => {
    const clock = new VirtualClock(0);
    let isSilent = true;
    let sent = 0;
    const call = rateLimitedCaller({
      rateLimitOf: (action) => ({ bucket: action, limits: UNLIMITED }),
      classifyError: () => new CloudError('transient', 'TimeoutError', 'silence'),
      retryPolicy: { maxRetries: 7, initialBackoff: 100, patience: PATIENCE },
      clock,
    });
    const send = async () => {
      sent += 1;
      if (!isSilent) return 'yes';
      await clock.sleep(8000);
      throw new Error('no answer');
    };
    await expect(call('Read', 'it', send)).rejects.toThrow('silence');
    await expect(call('Read another', 'it', send)).rejects.toThrow('silence');
    expect(sent).toBe(1);
    isSilent = false;
    await clock.sleep(5000);
    await expect(call('Read', 'it', send)).resolves.toBe('yes');
  });
});

describe('a minute that is used up', () => {
  it('is waited for: longer each time, by all together, and nothing is lost', async () => {
    const clock = new VirtualClock(0);
    const limits = { burst: 1500, refillPerSecond: 20, cooldown: 0.5 };
    const call = rateLimitedCaller({
      rateLimitOf: () => ({ bucket: 'writes', limits }),
      classifyError,
      retryPolicy: { maxRetries: 7, initialBackoff: 250 },
      clock: clock,
    });
    let refused = 0;
    const send = async () => {
      await clock.sleep(100);
      if (clock.now() >= 45_000) return;
      refused += 1;
      throw new FakeApiError('throttled');
    };
    await Promise.all(Array.from({ length: 8 }, () => call('Write', 'it', send)));
    expect(clock.now()).toBeLessThan(70_000);
    // The first volley, and then a few each time.
    expect(refused).toBeLessThanOrEqual(8 + 3 * 7);
  });
});
