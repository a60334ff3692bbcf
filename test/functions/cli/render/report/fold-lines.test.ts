import { describe, expect, it } from 'vitest';
import { foldLines } from '../../../../../functions/cli/render/report/fold-lines.ts';

const quotaError = (i: number, code = 'RouteLimitExceeded') => ({
  subject: `10.200.${i}.0/24`,
  text: `could not create 10.200.${i}.0/24: ${code}: CreateRoute on 10.200.${i}.0/24 in rtb-0a: the limit is 500`,
});

describe('lines that are alike', () => {
  it('are one with a number and a few examples, 800 as well', () => {
    const lines = Array.from({ length: 800 }, (_, i) => quotaError(i));
    expect(foldLines(lines)).toEqual([
      `${quotaError(0).text} (and 799 more like it: 10.200.1.0/24, 10.200.2.0/24, 10.200.3.0/24 and 796 more)`,
    ]);
  });

  it('are told one by one where they are few, or differ in what is wrong', () => {
    const few = [quotaError(0), quotaError(1), quotaError(2)];
    const others = few.map((_, i) => quotaError(i, 'UnauthorizedOperation'));
    expect(foldLines([...few, ...others])).toEqual([...few, ...others].map(({ text }) => text));
  });

  it('may differ in names, ids, ranges and what is quoted', () => {
    const names = ['alice', 'bob', 'carol', 'dan'];
    const lines = names.map((name, i) => ({
      subject: name,
      text: `skipped ${name}: pod CIDR "10.200.${i}.0/23" refused: it overlaps 10.200.${i}.0/24 of x${name} (i-0${i})`,
    }));
    expect(foldLines(lines)).toEqual([`${lines[0]?.text} (and 3 more like it: bob, carol, dan)`]);
  });
});
