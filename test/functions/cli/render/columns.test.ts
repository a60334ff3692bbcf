import { expect, it } from 'vitest';
import { formatColumns } from '../../../../functions/cli/render/columns.ts';

const HEADING = ['INTERNAL IP', 'POD CIDR', 'NODE', 'ID', 'STATE', 'AGE', 'STATUS'];
const node = (name: string, status = 'ok') => [
  '10.240.0.20',
  '10.200.0.0/24',
  name,
  'i-0e608aba939f64314',
  'running',
  '2h',
  status,
];

it('a table that is narrow enough stays as it is', () => {
  const rows = [HEADING, node('worker-0')];
  expect(formatColumns(rows, 90)).toEqual(formatColumns(rows));
  expect(formatColumns([], 60)).toEqual([]);
});

it('in 60 columns a row goes on below itself, in columns as before', () => {
  expect(formatColumns([HEADING, node('worker-0'), node('w', '\u001b[31mmissing\u001b[39m')], 60)).toEqual([
    'INTERNAL IP  POD CIDR       NODE      ID',
    '  STATE    AGE  STATUS',
    '10.240.0.20  10.200.0.0/24  worker-0  i-0e608aba939f64314',
    '  running  2h   ok',
    '10.240.0.20  10.200.0.0/24  w         i-0e608aba939f64314',
    '  running  2h   \u001b[31mmissing\u001b[39m',
  ]);
});

it('one long name neither widens the table of all nor hides how it begins and ends', () => {
  const lines = formatColumns([HEADING, node('worker-0'), node(`first-${'x'.repeat(200)}-last`)], 120);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(120);
  expect(lines.join('\n')).toMatch(/first-x+…x+-last/);
});

it('what is told last is never cut', () => {
  const sentence = 'stale: '.padEnd(100, 'x');
  const text = formatColumns([HEADING, node('worker-0', sentence)], 60).join('\n');
  expect(text.replaceAll(/\s+/g, ' ')).toContain(sentence);
});

it('a sentence that is too long goes on in its column or, where there is hardly room, below its row', () => {
  const red = (text: string) => `\u001b[31m${text}\u001b[39m`;
  const sentence = 'the rule for instances that boot, stop and end is disabled, so that nobody hears of them';
  expect(
    formatColumns(
      [
        ['Nodes', '3 ok'],
        ['Trigger', red(sentence)],
      ],
      60,
    ),
  ).toEqual([
    'Nodes    3 ok',
    `Trigger  ${red('the rule for instances that boot, stop and end is')}`,
    `         ${red('disabled, so that nobody hears of them')}`,
  ]);
  expect(formatColumns([node('worker-0', sentence)], 80)).toEqual([
    '10.240.0.20  10.200.0.0/24  worker-0  i-0e608aba939f64314  running  2h',
    '  the rule for instances that boot, stop and end is disabled, so that nobody',
    '  hears of them',
  ]);
});
