import { describe, expect, it } from 'vitest';
import { type Baseline, regressionsIn, skippedRows, updatedBaseline } from './compare.ts';
import type { Row } from '../row.ts';
import { fasterRows, runParts } from '../run.ts';

const row = (more: Partial<Row>): Row => ({
  id: 'calls',
  what: 'calls',
  elsewhere: '5',
  target: '≤ 4',
  measured: '4',
  isMet: true,
  how: 'counted',
  ...more,
});

const COUNTED: Baseline = { calls: { ratio: 0.8, margin: 0, kind: 'counted' } };
const TIMED: Baseline = { calls: { ratio: 0.2, margin: 0.5, kind: 'timed' } };

const reasons = (baseline: Baseline, rows: readonly Row[]) => regressionsIn(baseline, rows).map(({ reason }) => reason);

describe('the check against the baseline', () => {
  it.each([
    ['as it was', COUNTED, { ratio: 0.8 }, undefined],
    ['better', COUNTED, { ratio: 0.6 }, undefined],
    [
      'a count that is worse by anything',
      COUNTED,
      { ratio: 0.81 },
      'got worse: its ratio is 0.81000, was 0.80000, and may be 0.80000',
    ],
    ['a count that misses its target', COUNTED, { ratio: 0.8, isMet: false }, 'misses its target ≤ 4'],
    ['a time within its margin', TIMED, { ratio: 0.3 }, undefined],
    ['a time beyond it', TIMED, { ratio: 0.31 }, 'its ratio is 0.31000, was 0.20000, and may be 0.30000'],
    ['a time that misses its target, on a slow machine', TIMED, { ratio: 0.2, isMet: false }, undefined],
  ])('%s', (_, baseline, more, complaint) => {
    const found = reasons(baseline, [row(more)]);
    if (complaint === undefined) expect(found).toEqual([]);
    else expect(found).toEqual([expect.stringContaining(complaint)]);
  });

  it('complains of what was not measured, and of what nobody watches', () => {
    expect(reasons(COUNTED, [])).toEqual(['is in the baseline and was not measured']);
    expect(reasons({}, [row({ ratio: 1 })])).toEqual([expect.stringContaining('is not in the baseline')]);
    expect(reasons({}, [row({})])).toEqual([]);
  });

  it('passes over a row for want of a tool, by name, and no other', () => {
    const baseline: Baseline = { calls: { ratio: 0.8, margin: 0, kind: 'counted', needs: 'gcloud' } };
    expect(reasons(baseline, [row({})])).toEqual([]);
    expect(skippedRows(baseline, [row({})]).map(({ id }) => id)).toEqual(['calls']);
    expect(skippedRows(baseline, [row({ ratio: 0.8 })])).toEqual([]);
    expect(reasons(COUNTED, [row({ how: 'no idea' })])).toEqual(['has no ratio: no idea']);
  });

  it('takes new ratios into the baseline and keeps its margins', () => {
    const renewed = updatedBaseline(TIMED, [row({ ratio: 0.1 }), row({ id: 'new', ratio: 0.5 }), row({ id: 'none' })]);
    expect(renewed).toEqual({
      calls: { ratio: 0.1, margin: 0.5, kind: 'timed' },
      new: { ratio: 0.5, margin: 0, kind: 'counted' },
    });
  });

  it('of two runs takes the better of each row', () => {
    const [fast, slow, none] = [row({ ratio: 0.1 }), row({ ratio: 0.9 }), row({})];
    expect(fasterRows([slow], [fast])).toEqual([fast]);
    expect(fasterRows([fast], [slow])).toEqual([fast]);
    expect(fasterRows([slow], [none])).toEqual([slow]);
    expect(fasterRows([slow], [])).toEqual([slow]);
  });
});

describe('a run of the benchmark', () => {
  it('goes on after a part that throws, and says which', async () => {
    const suite = {
      bad: () => Promise.reject(new Error('broken')),
      good: () => Promise.resolve([row({})]),
    };
    const began: string[] = [];
    const { rows, partOf, failures } = await runParts(suite, ['bad', 'good'], { cli: '', isQuick: true }, (part) =>
      began.push(part),
    );
    expect(began).toEqual(['bad', 'good']);
    expect(rows).toEqual([row({})]);
    expect([...partOf]).toEqual([['calls', 'good']]);
    expect([...failures]).toEqual([['bad', new Error('broken')]]);
  });
});
