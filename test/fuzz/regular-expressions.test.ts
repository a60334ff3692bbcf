import { check } from 'recheck';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { sampled } from '../support/sample.ts';
import { deployedRegularExpressions, type RegularExpression } from './regular-expressions.ts';

/** What repeats without end somewhere; all else looks at no more than so many characters from each place. */
const isUnbounded = ({ pattern }: RegularExpression) => /[*+]|\{\d+,\}/.test(pattern);

const expressions = sampled((await deployedRegularExpressions()).filter(isUnbounded), 4);

describe('no regular expression takes more than linear time, whatever it is given', { timeout: 30_000 }, () => {
  beforeAll(() => {
    // The same checker on every machine, in this process.
    vi.stubEnv('RECHECK_BACKEND', 'pure');
    return () => vi.unstubAllEnvs();
  });

  it.each(expressions)('$file: /$pattern/$flags', async ({ pattern, flags }) => {
    const verdict = await check(pattern, flags, { randomSeed: 1, timeout: 20_000, maxIteration: 4 });
    expect(verdict).toMatchObject({ status: 'safe', complexity: { type: expect.stringMatching(/^(safe|linear)$/) } });
  });
});
