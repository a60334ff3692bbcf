import { expect, it } from 'vitest';
import { changeLines } from '../../../../../functions/cli/render/report/change-lines.ts';
import type { ReportedChange } from '../../../../../shared/reconcile/report/report.ts';

const IDS = ['i-0e608aba939f64314', 'i-0d363fbd23f6e2c23', 'i-0ae0ddb8f99668bb3'];
const TABLE = 'rtb-0a68499f08b13dd98';

function toNode(i: number, name: string): Omit<ReportedChange, 'action' | 'reason'> {
  const target = IDS[i] ?? '';
  return {
    destination: `10.200.19${i}.128/25`,
    target,
    node: target,
    name,
    table: TABLE,
    status: 'planned',
    drift: true,
  };
}

const lines = (changes: readonly ReportedChange[], width?: number) =>
  changeLines(changes, (_, text) => text, { width });

const swapped: readonly ReportedChange[] = [
  { ...toNode(0, 'worker-198'), action: 'replace', reason: 'node claims another range', before: IDS[1] ?? '' },
  { ...toNode(1, 'worker-199'), action: 'replace', reason: 'node claims another range', before: IDS[0] ?? '' },
];

it('names the worker that a route wrongly leads to, where it is known', () => {
  expect(lines(swapped)).toEqual([
    '~ 10.200.190.128/25  i-0d363fbd23f6e2c23 (worker-199) -> i-0e608aba939f64314 (worker-198)  in rtb-0a68499f08b13dd98  (node claims another range)',
    '~ 10.200.191.128/25  i-0e608aba939f64314 (worker-198) -> i-0d363fbd23f6e2c23 (worker-199)  in rtb-0a68499f08b13dd98  (node claims another range)',
  ]);
  const { name: _, node: __, ...deletion } = toNode(0, '');
  const [, last] = lines([...swapped.slice(0, 1), { ...deletion, action: 'delete', reason: 'duplicate' }]);
  expect(last).toContain('i-0e608aba939f64314 (worker-198) ->');
});

it('in 80 columns tells table and reason once, and each change in a line', () => {
  const other = { ...toNode(2, 'worker-20'), table: 'rtb-0f0f0f0f0f0f0f0f0' };
  const changes: readonly ReportedChange[] = [
    { ...toNode(2, 'worker-20'), action: 'create', reason: 'missing' },
    { ...other, action: 'create', reason: 'missing' },
    ...swapped,
    { ...other, action: 'replace', reason: 'target gone', before: 'eni-0f388410a226dae85' },
  ];
  expect(lines(changes, 80)).toEqual([
    'in rtb-0a68499f08b13dd98 (missing):',
    '+ 10.200.192.128/25  -> i-0ae0ddb8f99668bb3 (worker-20)',
    'in rtb-0f0f0f0f0f0f0f0f0 (missing):',
    '+ 10.200.192.128/25  -> i-0ae0ddb8f99668bb3 (worker-20)',
    'in rtb-0a68499f08b13dd98 (node claims another range):',
    '~ 10.200.190.128/25  worker-199 -> i-0e608aba939f64314 (worker-198)',
    '~ 10.200.191.128/25  worker-198 -> i-0d363fbd23f6e2c23 (worker-199)',
    'in rtb-0f0f0f0f0f0f0f0f0 (target gone):',
    '~ 10.200.192.128/25  eni-0f388410a226dae85 -> i-0ae0ddb8f99668bb3 (worker-20)',
  ]);
});

it('tells two workers of one name apart by their ids', () => {
  const twins: readonly ReportedChange[] = [
    { ...toNode(0, 'worker-1'), action: 'replace', reason: 'node claims another range', before: IDS[1] ?? '' },
    { ...toNode(1, 'worker-1'), action: 'create', reason: 'missing' },
  ];
  expect(lines(twins, 60).join(' ').replaceAll(/\s+/g, ' ')).toContain(
    '~ 10.200.190.128/25 i-0d363fbd23f6e2c23 -> i-0e608aba939f64314 (worker-1)',
  );
});
