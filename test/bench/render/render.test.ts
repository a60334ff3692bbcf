import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { comparisonRow } from '../by-hand/comparison.ts';
import { awsCommandCount, awsCommands, gcpCommands } from '../by-hand/tutorial-commands.ts';
import { median } from '../by-hand/timing.ts';
import type { Row } from '../row.ts';
import { markdownTable, rowsSection } from './markdown.ts';
import { withSection } from './page-sections.ts';
import { terminalTable } from './terminal-table.ts';

const ROW: Row = {
  id: 'one',
  what: 'a thing',
  elsewhere: '10 s',
  target: '10× faster',
  measured: '2 s',
  ratio: 0.2,
  isMet: false,
  how: 'With a clock.',
};

describe('a table in Markdown', () => {
  it('has a head, a line and the rows, with bars and line ends made harmless', () => {
    expect(markdownTable(['a', 'b'], [['1|2', '3\n4']])).toBe('| a | b |\n| --- | --- |\n| 1\\|2 | 3 4 |');
  });

  it('of rows shows target, measured and whether it is met, and how each was measured', () => {
    const section = rowsSection([ROW, { ...ROW, isMet: true }]);
    expect(section).toContain('| a thing | 10 s | 10× faster | 2 s | **no** |');
    expect(section).toContain('| a thing | 10 s | 10× faster | 2 s | yes |');
    expect(section).toContain('- _a thing_: With a clock.');
  });
});

describe('a part of a page', () => {
  const PAGE = 'before\n<!-- bench: a -->\nold\n<!-- /bench -->\nbetween\n<!-- bench: b -->\n<!-- /bench -->\n';

  it('is replaced, and nothing else', () => {
    const once = withSection(PAGE, 'b', 'new');
    expect(once).toBe(
      'before\n<!-- bench: a -->\nold\n<!-- /bench -->\nbetween\n<!-- bench: b -->\n\nnew\n\n<!-- /bench -->\n',
    );
    expect(withSection(once, 'b', 'new')).toBe(once);
    expect(withSection(once, 'a', 'x')).toContain('<!-- bench: a -->\n\nx\n\n<!-- /bench -->\nbetween');
  });

  it('that is missing is an error, not a page without it', () => {
    expect(() => withSection(PAGE, 'c', 'new')).toThrow('<!-- bench: c -->');
    expect(() => withSection('<!-- bench: a -->', 'a', 'new')).toThrow('<!-- bench: a -->');
  });
});

describe('a table for the terminal', () => {
  it.each([80, 100, 200])('of %i columns is no wider, and loses nothing', (width) => {
    const text = stripVTControlCharacters(terminalTable([ROW], width));
    const widest = Math.max(...text.split('\n').map((line) => line.length));
    expect(widest).toBeLessThanOrEqual(Math.max(width, 100));
    expect(text).toMatch(/a thing\s*│10 s\s*│10× faster\s*│2 s\s*│NO/);
    expect(text).toContain('one: With a clock.');
  });
});

describe('the median', () => {
  it.each([
    [[3, 1, 2], 2],
    [[5, 1, 100, 2, 3, 4], 4],
    [[7], 7],
  ])('of %j', (times, middle) => {
    expect(median(times)).toBe(middle);
  });
});

describe('by hand', () => {
  const ours = { cloud: 'AWS', workers: 20, ours: 200, baselines: { nothing: 150, node: 50 }, repetitions: 5 } as const;

  it.each([
    ['is met at a hundred times', 20_000, true, '0.20 s, 100× faster'],
    ['is not just below', 19_900, false, '0.20 s, 99× faster'],
    ['is not at all', 400, false, '0.20 s, 2× faster'],
  ])('%s', (_, milliseconds, isMet, measured) => {
    const row = comparisonRow({ ...ours, byHand: { milliseconds, with: 'aws-cli', typed: 20, commands: 62 } });
    expect(row).toMatchObject({ id: 'by-hand-aws', isMet, measured, ratio: 200 / milliseconds });
    expect(row.how).toContain('With nothing to do ours takes 0.15 s, and Node alone 0.05 s.');
    expect(row.how).toContain(`62 commands in one shell, ${(milliseconds / 62_000).toFixed(2)} s each`);
    expect(row.how).not.toContain('multiplied');
  });

  it.each([
    [20_000, undefined],
    [14_000, 'A hundredth of the time by hand would be 0.14 s, less than ours'],
  ])('of %i ms tells when the target is below the floor', (milliseconds, told) => {
    const { how } = comparisonRow({ ...ours, byHand: { milliseconds, with: 'gcloud', typed: 20, commands: 20 } });
    if (told === undefined) expect(how).not.toContain('A hundredth');
    else expect(how).toContain(told);
  });

  it('says that fewer workers were typed for', () => {
    const row = comparisonRow({ ...ours, byHand: { milliseconds: 20_000, with: 'aws-cli', typed: 3, commands: 62 } });
    expect(row.how).toContain('Typed for 3 workers only, and multiplied');
  });

  it('without the tool claims nothing', () => {
    const row = comparisonRow({ ...ours, byHand: { missing: 'there is no AWS CLI here' } });
    expect(row).toMatchObject({ elsewhere: 'NOT MEASURED', isMet: false, measured: '0.20 s' });
    expect(row).not.toHaveProperty('ratio');
    expect(row.how).toContain('there is no AWS CLI here');
  });

  it('types the lab’s commands for as many workers as are asked for', () => {
    expect(awsCommands(2)).toContain('for i in 0 1; do');
    expect(awsCommands(2)).toContain('aws ec2 create-route');
    expect(gcpCommands(4)).toContain('for i in 0 1 2 3; do');
    // Two look-ups, then three for each worker.
    expect(awsCommandCount(20)).toBe(62);
  });
});
