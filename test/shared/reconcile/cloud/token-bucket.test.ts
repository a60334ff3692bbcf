import { describe, expect, it } from 'vitest';
import { FaultInjector, VirtualClock } from '../../../../infra/local/simulation.ts';
import { type BucketLimits, TokenBucket } from '../../../../shared/reconcile/cloud/token-bucket.ts';

const LIMITS: BucketLimits = { burst: 10, refillPerSecond: 5 };
/** Milliseconds between a request and its answer. */
const LATENCY = 80;

/** Milliseconds at which each of `count` turns came, asked for at once. */
async function acquireTimes(bucket: TokenBucket, clock: VirtualClock, count: number): Promise<number[]> {
  const start = clock.now();
  return Promise.all(Array.from({ length: count }, () => bucket.acquire().then(({ at }) => at - start)));
}

interface SendResult {
  readonly seconds: number;
  readonly throttled: number;
}

/** Sends `count` requests, eight at a time, to a cloud that says no when its own bucket is empty. */
async function send(
  bucket: TokenBucket,
  clock: VirtualClock,
  faults: FaultInjector,
  count: number,
): Promise<SendResult> {
  const start = clock.now();
  let [left, throttled] = [count, 0];
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      for (let isSent = false; !isSent;) {
        const turn = await bucket.acquire();
        await clock.sleep(LATENCY);
        isSent = faults.admit('X');
        if (isSent) continue;
        throttled += 1;
        bucket.onThrottled(turn);
      }
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return { seconds: (clock.now() - start) / 1000, throttled };
}

function cloud(burst: number, perSecond: number, tokens = burst) {
  const clock = new VirtualClock(0);
  const faults = new FaultInjector(clock.now);
  faults.throttle('X', burst, perSecond);
  for (let i = tokens; i < burst; i += 1) faults.admit('X');
  return { clock, faults };
}

describe('a bucket', () => {
  it('lets a burst through at once, and then so many a second, in the order of asking', async () => {
    const clock = new VirtualClock(0);
    const at = await acquireTimes(new TokenBucket(LIMITS, clock), clock, 15);
    expect(at).toEqual([...Array.from({ length: 10 }, () => 0), 200, 400, 600, 800, 1000]);
  });

  it('fills up again while nobody asks, and no further than it is large', async () => {
    const clock = new VirtualClock(0);
    const bucket = new TokenBucket(LIMITS, clock);
    await acquireTimes(bucket, clock, 10);
    await clock.sleep(1000);
    expect((await acquireTimes(bucket, clock, 6)).at(-1)).toBe(200);
    await clock.sleep(3_600_000);
    expect((await acquireTimes(bucket, clock, 11)).slice(9)).toEqual([0, 200]);
  });

  it('lets nobody wait whose run is over, and gives his turn to the next', async () => {
    const clock = new VirtualClock(0);
    const bucket = new TokenBucket(LIMITS, clock);
    await acquireTimes(bucket, clock, 10);
    const waiting = bucket.acquire(clock.timeout(100));
    const next = bucket.acquire();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect((await next).at).toBe(200);
    await expect(bucket.acquire(AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('a throttled answer', () => {
  it('corrects the level where only that was wrong: eight answers of one volley count once, the rate stays', async () => {
    const { clock, faults } = cloud(50, 5, 0);
    const { seconds, throttled } = await send(
      new TokenBucket({ burst: 50, refillPerSecond: 5 }, clock),
      clock,
      faults,
      100,
    );
    expect(throttled).toBe(8);
    expect(seconds).toBeLessThan(20 * 1.04);
  });

  it('cuts the rate where the bucket was known to be empty: somebody else takes a part', async () => {
    const { clock, faults } = cloud(10, 2.5, 0);
    const { seconds, throttled } = await send(new TokenBucket(LIMITS, clock), clock, faults, 500);
    expect(seconds).toBeLessThan(200 * 1.05);
    expect(throttled / 500).toBeLessThan(0.04);
  });

  it('of a volley that had to wait cuts the rate once', async () => {
    const clock = new VirtualClock(0);
    const bucket = new TokenBucket({ burst: 1, refillPerSecond: 10 }, clock);
    await bucket.acquire();
    const volley = [await bucket.acquire(), await bucket.acquire(), await bucket.acquire()];
    await clock.sleep(50);
    for (const turn of volley) bucket.onThrottled(turn);
    const [first, second] = [await bucket.acquire(), await bucket.acquire()];
    expect(second.at - first.at).toBeCloseTo(1000 / (10 * 0.7), -1);
  });

  it('is forgotten within a minute when the other one has gone', async () => {
    const { clock, faults } = cloud(10, 1, 0);
    const bucket = new TokenBucket(LIMITS, clock);
    await send(bucket, clock, faults, 60);
    faults.throttle('X', 50, 5);
    await send(bucket, clock, faults, 200);
    expect((await send(bucket, clock, faults, 100)).seconds).toBeLessThan(20 * 1.02);
  });

  it('stops everything for a moment where the cloud counts by the minute, and longer as long as that is too short', async () => {
    const clock = new VirtualClock(0);
    const bucket = new TokenBucket({ ...LIMITS, cooldown: 1 }, clock);
    const at: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      const turn = await bucket.acquire();
      at.push(turn.at / 1000);
      bucket.onThrottled(turn);
    }
    expect(at).toEqual([0, 1, 3, 7, 15]);
    await clock.sleep(60_000);
    const turn = await bucket.acquire();
    bucket.onThrottled(turn);
    expect((await bucket.acquire()).at - turn.at).toBe(1000);
  });
});
