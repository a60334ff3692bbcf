import { describe, expect, it } from 'vitest';
import { FaultInjector, VirtualClock } from '../../../../infra/local/simulation.ts';
import { type BucketLimits, type Token, TokenBucket } from '../../../../shared/reconcile/cloud/token-bucket.ts';

const LIMITS: BucketLimits = { burst: 10, refillPerSecond: 5 };
/** Milliseconds between a request and its answer. */
const LATENCY = 80;

/** Milliseconds at which each of `count` turns came, asked for at once; each is answered when it comes. */
async function acquireTimes(bucket: TokenBucket, clock: VirtualClock, count: number): Promise<number[]> {
  const start = clock.now();
  const acquire = async () => {
    const turn = await bucket.acquire();
    bucket.onAdmitted(turn);
    return turn.at - start;
  };
  return Promise.all(Array.from({ length: count }, acquire));
}

/** Uses up a burst and is told so: from then on the bucket is paced, and empty when this resolves. */
async function exhaust(bucket: TokenBucket, clock: VirtualClock): Promise<void> {
  await acquireTimes(bucket, clock, LIMITS.burst);
  bucket.onThrottled(await bucket.acquire());
  bucket.onAdmitted(await bucket.acquire());
}

/** How many requests may be under way at once, none of them answered. */
async function countUnderWay(bucket: TokenBucket, clock: VirtualClock): Promise<Token[]> {
  const turns: Token[] = [];
  const end = clock.timeout(10);
  const asked = Array.from({ length: 100 }, () => bucket.acquire(end).then((turn) => turns.push(turn)));
  await Promise.all([clock.sleep(20), Promise.allSettled(asked)]);
  return turns;
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
        if (isSent) bucket.onAdmitted(turn);
        else bucket.onThrottled(turn);
        throttled += isSent ? 0 : 1;
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
  it('lets a burst through at once, and once it is throttled so many a second, in the order of asking', async () => {
    const clock = new VirtualClock(0);
    const bucket = new TokenBucket(LIMITS, clock);
    expect(await acquireTimes(bucket, clock, 10)).toEqual(Array.from({ length: 10 }, () => 0));
    bucket.onThrottled(await bucket.acquire());
    expect(await acquireTimes(bucket, clock, 5)).toEqual([270, 470, 670, 870, 1070]);
  });

  it('fills up again while nobody asks, and no further than it is large', async () => {
    const clock = new VirtualClock(0);
    const bucket = new TokenBucket(LIMITS, clock);
    await exhaust(bucket, clock);
    await clock.sleep(1000);
    expect((await acquireTimes(bucket, clock, 6)).at(-1)).toBe(200);
    await clock.sleep(3_600_000);
    await acquireTimes(bucket, clock, 10);
    bucket.onThrottled(await bucket.acquire());
    expect(await acquireTimes(bucket, clock, 1)).toEqual([270]);
  });

  it('lets nobody wait whose run is over, and gives his turn to the next', async () => {
    const clock = new VirtualClock(0);
    const bucket = new TokenBucket(LIMITS, clock);
    await exhaust(bucket, clock);
    const start = clock.now();
    const waiting = bucket.acquire(clock.timeout(100));
    const next = bucket.acquire();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    expect((await next).at - start).toBe(200);
    await expect(bucket.acquire(AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('risks less the less is left: two fifths at once, then few at a time', async () => {
    const clock = new VirtualClock(0);
    const bucket = new TokenBucket({ burst: 50, refillPerSecond: 5 }, clock);
    const volleys: number[] = [];
    for (let left = 50; left > 0; left -= volleys.at(-1) ?? left) {
      const turns = await countUnderWay(bucket, clock);
      const fromBurst = turns.filter(({ kind }) => kind === 'burst');
      for (const turn of turns) bucket.onAdmitted(turn);
      volleys.push(fromBurst.length);
    }
    expect(volleys.slice(0, 4)).toEqual([20, 8, 8, 8]);
  });

  it('that should be empty asks the cloud, four at a time and twice as many after each answer, until one is throttled', async () => {
    const clock = new VirtualClock(0);
    const bucket = new TokenBucket({ burst: 8, refillPerSecond: 0.01 }, clock);
    await acquireTimes(bucket, clock, 8);
    const volleys: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      const turns = await countUnderWay(bucket, clock);
      expect(new Set(turns.map(({ kind }) => kind))).toEqual(new Set(['probe']));
      volleys.push(turns.length);
      for (const turn of turns) bucket.onAdmitted(turn);
    }
    expect(volleys).toEqual([4, 8, 16]);
    bucket.onThrottled(await bucket.acquire());
    expect(await countUnderWay(bucket, clock)).toEqual([]);
  });

  it('asks beyond what it should hold again when it has filled up since', async () => {
    const clock = new VirtualClock(0);
    const bucket = new TokenBucket(LIMITS, clock);
    await exhaust(bucket, clock);
    await clock.sleep(1800);
    expect((await acquireTimes(bucket, clock, 10)).at(-1)).toBeGreaterThan(0);
    await clock.sleep(2100);
    expect((await acquireTimes(bucket, clock, 14)).at(-1)).toBe(0);
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
    expect(throttled / 500).toBeLessThan(0.08);
  });

  it('of a volley that had to wait cuts the rate once', async () => {
    const clock = new VirtualClock(0);
    const bucket = new TokenBucket({ burst: 2, refillPerSecond: 10 }, clock);
    bucket.onThrottled(await bucket.acquire());
    const volley = [await bucket.acquire(), await bucket.acquire(), await bucket.acquire()];
    await clock.sleep(50);
    for (const turn of volley) bucket.onThrottled(turn);
    const [first, second] = [await bucket.acquire(), await bucket.acquire()];
    expect(second.at - first.at).toBeCloseTo(1000 / (10 * 0.8), -1);
  });

  it('is forgotten within half a minute when the other one has gone', async () => {
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
