import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../infra/local/simulation.ts';
import type { Allowance } from '../../../shared/reconcile/bucket.ts';
import { CloudError, type Trouble } from '../../../shared/reconcile/errors.ts';
import { pacedCalls } from '../../../shared/reconcile/pacing.ts';

const AMPLE: Allowance = { burst: 100, perSecond: 100 };

/** What a cloud says in these tests is the trouble that it means. */
class No extends Error {}

function explain(error: unknown, action: string, subject: string): unknown {
  if (!(error instanceof No)) return error;
  const troubles: readonly Trouble[] = ['throttled', 'retryable', 'not-ready', 'denied'];
  const trouble = troubles.find((each) => each === error.message) ?? 'rejected';
  return new CloudError(trouble, error.message, `${action} on ${subject}`);
}

/** Calls of a cloud that answers with `answers`, one after the other, and then with yes. */
function calling(answers: readonly string[], allowance = AMPLE, retries = 7) {
  const clock = new VirtualClock(0);
  const call = pacedCalls({
    limitOf: (action) => ({ bucket: action, allowance }),
    explain,
    patience: { retries, firstWait: 100 },
    runtime: clock,
  });
  const sent: number[] = [];
  const send = async () => {
    const answer = answers[sent.length];
    sent.push(clock.now());
    if (answer !== undefined) throw new No(answer);
    return 'yes';
  };
  return { clock, call, send, sent };
}

describe('a call', () => {
  it('that is throttled waits for its next turn and no longer', async () => {
    const { call, send, sent } = calling(['throttled', 'throttled'], { burst: 10, perSecond: 10 });
    expect(await call('Write', 'it', send)).toBe('yes');
    // Twice an empty bucket with a token in reserve, the second time at a lower rate.
    expect(sent).toEqual([0, 200, expect.closeTo(484, -1)]);
  });

  it('that may pass is sent again after pauses that double', async () => {
    const { call, send, sent } = calling(['retryable', 'retryable', 'retryable']);
    await call('Write', 'it', send);
    const pauses = sent.slice(1).map((at, i) => at - (sent[i] ?? 0));
    for (const [i, pause] of pauses.entries()) {
      expect(pause).toBeGreaterThanOrEqual(50 * 2 ** i);
      expect(pause).toBeLessThanOrEqual(100 * 2 ** i);
    }
  });

  it('is given up after so many tries, and its answer told', async () => {
    const { call, send, sent } = calling(['retryable', 'retryable', 'retryable'], AMPLE, 2);
    await expect(call('Write', 'it', send)).rejects.toMatchObject({ trouble: 'retryable', message: 'Write on it' });
    expect(sent).toHaveLength(3);
  });

  it.each(['not-ready', 'denied', 'whatever'])('that is answered %s is not sent again at once', async (answer) => {
    const { call, send, sent } = calling([answer]);
    await expect(call('Write', 'it', send)).rejects.toBeInstanceOf(CloudError);
    expect(sent).toHaveLength(1);
  });

  it('that fails because of a call within it, which was tried again already, is not multiplied by its own retries', async () => {
    const { call, send, sent } = calling(
      Array.from({ length: 99 }, () => 'retryable'),
      AMPLE,
      2,
    );
    await expect(call('Write', 'it', () => call('Read', 'it', send))).rejects.toMatchObject({ message: 'Read on it' });
    expect(sent).toHaveLength(3);
  });

  it('of ours that has a bug passes unchanged', async () => {
    const { call } = calling([]);
    const bug = new TypeError('bug');
    await expect(call('Write', 'it', () => Promise.reject(bug))).rejects.toBe(bug);
  });

  it('is not sent any more when its run is over, whether it waits for its turn or to be sent again', async () => {
    const waiting = calling([], { burst: 1, perSecond: 1 });
    await waiting.call('Write', 'it', waiting.send);
    const late = waiting.call('Write', 'it', waiting.send, waiting.clock.timeout(500));
    await expect(late).rejects.toMatchObject({ trouble: 'interrupted' });
    expect(waiting.sent).toHaveLength(1);
    const again = calling(['retryable', 'retryable', 'retryable', 'retryable']);
    const retried = again.call('Write', 'it', again.send, again.clock.timeout(160));
    await expect(retried).rejects.toMatchObject({ trouble: 'interrupted' });
  });

  it('leaves the buckets of other actions alone', async () => {
    const { call, send, sent } = calling([], { burst: 1, perSecond: 1 });
    await Promise.all([call('Write', 'it', send), call('Read', 'it', send)]);
    expect(sent).toEqual([0, 0]);
  });
});

describe('a minute that is used up', () => {
  it('is waited for: longer each time, by all together, and nothing is lost', async () => {
    const clock = new VirtualClock(0);
    const allowance = { burst: 300, perSecond: 20, pause: 0.5 };
    const call = pacedCalls({
      limitOf: () => ({ bucket: 'writes', allowance }),
      explain,
      patience: { retries: 7, firstWait: 250 },
      runtime: clock,
    });
    let refused = 0;
    const send = async () => {
      await clock.sleep(100);
      if (clock.now() >= 45_000) return;
      refused += 1;
      throw new No('throttled');
    };
    await Promise.all(Array.from({ length: 8 }, () => call('Write', 'it', send)));
    expect(clock.now()).toBeLessThan(70_000);
    expect(refused).toBeLessThanOrEqual(8 * 7);
  });
});
