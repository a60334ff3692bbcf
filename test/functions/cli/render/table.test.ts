import { expect, it } from 'vitest';
import { formatTable } from '../../../../functions/cli/render/table.ts';

const HEADING = ['TABLE', 'RANGE', 'STATE', 'STATUS'];
const row = (range: string, state: string, status: string, table = 'rtb-0a68499f08b13dd98') => [
  table,
  range,
  state,
  status,
];

it('a table that is narrow enough, or goes to no terminal, keeps its columns', () => {
  const rows = [row('10.200.0.0/24', 'active', 'ok'), row('10.200.1.0/24', 'active', 'ok')];
  const whole = formatTable(HEADING, rows, undefined);
  expect(whole).toHaveLength(3);
  expect(formatTable(HEADING, rows, 80)).toEqual(whole);
});

it('what is the same in all rows is told once above them, of several columns the widest first', () => {
  const rows = [row('10.200.0.0/24', 'active', 'ok'), row('10.200.1.0/24', 'active', 'missing')];
  expect(formatTable(HEADING, rows, 40)).toEqual([
    'TABLE rtb-0a68499f08b13dd98',
    'RANGE          STATE   STATUS',
    '10.200.0.0/24  active  ok',
    '10.200.1.0/24  active  missing',
  ]);
  expect(formatTable(HEADING, rows, 23)).toEqual([
    'TABLE rtb-0a68499f08b13dd98',
    '  STATE active',
    'RANGE          STATUS',
    '10.200.0.0/24  ok',
    '10.200.1.0/24  missing',
  ]);
});

it('the columns move together where that is what gives each row a line', () => {
  const rows = [row('10.200.0.0/24', 'active', 'ok'), row('10.200.1.0/24', 'blackhole', 'missing')];
  expect(formatTable(HEADING, rows, 31).slice(1)).toEqual([
    'RANGE         STATE     STATUS',
    '10.200.0.0/24 active    ok',
    '10.200.1.0/24 blackhole missing',
  ]);
});

it('one row has nothing in common with others', () => {
  expect(formatTable(HEADING, [row('10.200.0.0/24', 'active', 'ok')], 40)).toEqual([
    'TABLE                  RANGE',
    '  STATE   STATUS',
    'rtb-0a68499f08b13dd98  10.200.0.0/24',
    '  active  ok',
  ]);
});

it('how a row is always stays, and a long sentence stands below its own row only', () => {
  const rows = [
    row('10.200.0.0/24', 'active', 'ok'),
    row('10.200.1.0/24', 'active', 'stale: worker-2 claims 10.200.2.0/24'),
    row('10.200.2.0/24', 'active', 'ok'),
  ];
  expect(formatTable(HEADING, rows, 49)).toEqual([
    'TABLE rtb-0a68499f08b13dd98',
    'RANGE          STATE   STATUS',
    '10.200.0.0/24  active  ok',
    '10.200.1.0/24  active',
    '  stale: worker-2 claims 10.200.2.0/24',
    '10.200.2.0/24  active  ok',
  ]);
  const alike = [row('10.200.0.0/24', 'active', 'ok'), row('10.200.1.0/24', 'active', 'ok')];
  expect(formatTable(HEADING, alike, 23).at(-1)).toBe('10.200.1.0/24  ok');
});
