import pLimit from 'p-limit';
import { describe, expect, it } from 'vitest';
import { FaultInjector, VirtualClock } from '../../../../infra/local/simulation.ts';
import { type BucketLimits, type Token, TokenBucket } from '../../../../shared/reconcile/cloud/token-bucket.ts';
import { pseudoRandom } from '../../../histories/generate/history.ts';

/** As EC2 has it for CreateRoute; ours refills a little more slowly. */
const BURST = 50;
const PER_SECOND = 5;
const LIMITS: BucketLimits = { burst: BURST, refillPerSecond: 0.98 * PER_SECOND };
const EACH = 50;

/** What the bucket takes, after four requests one after the other. */
const FLOOR = 0.24 + (2 * EACH - BURST) / PER_SECOND;

/** One in ten of all requests, those for user data and source/dest checks included. */
const MOST_THROTTLED = 24;

/** Milliseconds that a request takes, 30 to 90. */
function latencies(seed: number): () => number {
  let drawn = 0;
  return () => {
    drawn += 1;
    return 30 + (60 * pseudoRandom(drawn, seed)) / 2 ** 32;
  };
}

/** Two copies that know nothing of each other send fifty requests each: how often the floor, and how many were throttled. */
async function sendByTwo(makeBucket: (clock: VirtualClock) => TokenBucket, seed: number) {
  const clock = new VirtualClock(0);
  const cloud = new FaultInjector(clock.now);
  cloud.throttle('X', BURST, PER_SECOND);
  const latency = latencies(seed);
  let throttled = 0;
  const send = async (bucket: TokenBucket) => {
    while (throttled <= MOST_THROTTLED) {
      const token = await bucket.acquire();
      await clock.sleep(latency());
      if (cloud.admit('X')) return bucket.onAdmitted(token);
      throttled += 1;
      bucket.onThrottled(token);
    }
  };
  const copy = async () => {
    const bucket = makeBucket(clock);
    const limit = pLimit(32);
    // What it reads before.
    await clock.sleep(3 * latency());
    await Promise.all(Array.from({ length: EACH }, () => limit(() => send(bucket))));
  };
  await Promise.all([copy(), copy()]);
  return { ratio: clock.now() / 1000 / FLOOR, throttled };
}

const SEEDS = Array.from({ length: 30 }, (_, i) => i + 1);

/** What can be held against a bucket over many seeds. */
async function complaintsAbout(makeBucket: (clock: VirtualClock) => TokenBucket): Promise<string[]> {
  const outcomes = await Promise.all(SEEDS.map((seed) => sendByTwo(makeBucket, seed)));
  const ratios = outcomes.map(({ ratio }) => ratio).toSorted((a, b) => a - b);
  const median = ratios[SEEDS.length / 2] ?? NaN;
  const isStormy = outcomes.some(({ throttled }) => throttled > MOST_THROTTLED);
  return [
    ...(median <= 1.1 ? [] : ['slow in the median']),
    ...((ratios.at(-1) ?? NaN) <= 1.35 ? [] : ['slow at worst']),
    ...(isStormy ? ['throttled too often'] : []),
  ];
}

describe('two copies that share a bucket, with requests that take unequally long', () => {
  it('come close to what it allows, without a storm', async () => {
    expect(await complaintsAbout((clock) => new TokenBucket(LIMITS, clock))).toEqual([]);
  });

  it.each([
    [
      'a throttled answer is no measurement',
      class extends TokenBucket {
        override onThrottled(token: Token): void {
          this.onAdmitted(token);
        }
      },
      LIMITS,
      ['throttled too often'],
    ],
    [
      'a throttled request says nothing of the rate',
      class extends TokenBucket {
        override onThrottled(token: Token): void {
          super.onThrottled({ ...token, kind: 'probe' });
        }
      },
      LIMITS,
      ['throttled too often'],
    ],
    [
      'the bucket is believed to refill twice as fast',
      TokenBucket,
      { ...LIMITS, refillPerSecond: 10 },
      ['slow in the median', 'slow at worst'],
    ],
    [
      'the bucket is believed to refill half as fast',
      TokenBucket,
      { ...LIMITS, refillPerSecond: 2.5 },
      ['slow in the median', 'slow at worst'],
    ],
  ])('are not when %s', async (_, Bucket, limits, complaints) => {
    expect(await complaintsAbout((clock) => new Bucket(limits, clock))).toEqual(expect.arrayContaining(complaints));
  });
});
