import { check } from 'recheck';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { sampled } from '../support/sample.ts';
import { deployedRegularExpressions, type RegularExpression } from './regular-expressions.ts';

/** What repeats without end somewhere; all else looks at no more than so many characters from each place. */
const isUnbounded = ({ pattern }: RegularExpression) => /[*+]|\{\d+,\}/.test(pattern);

const expressions = sampled((await deployedRegularExpressions()).filter(isUnbounded), 4);

/** Every limit of the checker is a count: with limits of time its verdict would depend on the machine. */
const LIMITS = {
  randomSeed: 1,
  maxIteration: 4,
  attackTimeout: null,
  incubationTimeout: null,
  recallTimeout: null,
  seedingTimeout: null,
  timeout: null,
};

describe('no regular expression takes more than linear time, whatever it is given', { timeout: 300_000 }, () => {
  beforeAll(() => {
    // The same checker on every machine, in this process.
    vi.stubEnv('RECHECK_BACKEND', 'pure');
    return () => vi.unstubAllEnvs();
  });

  it.each(expressions)('$file: /$pattern/$flags', async ({ pattern, flags }) => {
    const verdict = await check(pattern, flags, LIMITS);
    expect(verdict).toMatchObject({ status: 'safe', complexity: { type: expect.stringMatching(/^(safe|linear)$/) } });
  });
});
