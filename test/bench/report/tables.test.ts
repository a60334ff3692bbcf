import { describe, expect, it } from 'vitest';
import { AWS } from '../prices.ts';
import type { Approach } from './scaling.ts';
import { growthRows } from './rows.ts';
import { pricesTable } from './prices-table.ts';
import { billAt, billTable, callsTable, dollarsTable, quotaTable } from './tables.ts';

const monthly = [
  { what: 'alarms', quantity: 6, price: AWS.alarms },
  { what: 'logs', quantity: 7.26, price: AWS.logs },
];
const ways: Approach[] = [
  { name: 'by hand', points: [{ nodes: 1000, callsPerDay: 857.14, monthly: [] }] },
  { name: 'podroutes', points: [{ nodes: 1000, callsPerDay: 8004.6, monthly }] },
];

describe('tables on paper', () => {
  it('of a bill add up', () => {
    expect(billTable(monthly).split('\n').slice(2)).toEqual([
      '| alarms | 6 alarms | $0.60 | $0.00 |',
      '| logs | 7.3 GB | $3.63 | $1.13 |',
      '| **Total** |  | **$4.23** | **$1.13** |',
    ]);
  });

  it('of calls and dollars have a line for each cloud and way', () => {
    expect(callsTable({ AWS: ways, GCP: ways }).split('\n')).toEqual([
      '|  | API calls a day | 1,000 nodes |',
      '| --- | --- | --- |',
      '| AWS | by hand | 857 |',
      '| AWS | podroutes | 8,005 |',
      '| GCP | by hand | 857 |',
      '| GCP | podroutes | 8,005 |',
    ]);
    expect(dollarsTable({ AWS: ways, GCP: [] }).split('\n').slice(2)).toEqual([
      '| AWS | by hand | $0.00 |',
      '| AWS | podroutes | $4.23 ($1.13) |',
    ]);
  });

  it('of one size refuse a size that was not counted', () => {
    expect(billAt(ways, 1000)).toBe(billTable(monthly));
    expect(() => billAt(ways, 10)).toThrow('nothing was counted for 10 nodes');
  });

  it('of quotas put the clouds beside each other', () => {
    const full = {
      quota: 500,
      before: 480,
      added: 40,
      created: 17,
      refused: 23,
      retryable: false,
      callsPerResync: 25,
    };
    const table = quotaTable({ AWS: full, GCP: { ...full, quota: 200, retryable: true } });
    expect(table).toContain('| routes allowed | 500 | 200 |');
    expect(table).toContain('| reported as worth another try | no | yes |');
  });

  it('of prices name amount, unit, what is free and the page', () => {
    const table = pricesTable();
    const sqs = '$0.4 for 1,000,000 requests | 1,000,000 | [aws.amazon.com](https://aws.amazon.com/sqs/pricing/)';
    expect(table).toContain(`| requests | ${sqs} |`);
    expect(table).toContain('$0.0000133334 for GB-s | 400,000');
    expect(table).toContain('| events | $1 for 1,000,000 events | - |');
  });
});

describe('rows of a fleet', () => {
  const machine = [{ what: 'machine', quantity: 100, price: AWS.machine }];
  const controller = (callsPerDay: number): Approach => ({
    name: 'polling controller',
    points: [{ nodes: 1000, callsPerDay, monthly: machine }],
  });

  it('compare calls and list prices at the largest fleet', () => {
    const [calls, dollars] = growthRows('AWS', [...ways, controller(16_009.2)]);
    expect(calls).toMatchObject({ id: 'fleet-calls-aws', ratio: 0.5, isMet: true, measured: '1,000: 8,005' });
    // $4.23 against $2.08.
    expect(dollars).toMatchObject({ id: 'fleet-dollars-aws', isMet: false });
    expect(dollars?.ratio).toBeCloseTo(4.23 / 2.08);
    expect(dollars?.measured).toBe('1,000: $4.23 ($1.13 after the free tier)');
  });

  it('tell what tags save', () => {
    const tagged: Approach = {
      name: 'podroutes, ranges in tags',
      points: [{ nodes: 1000, callsPerDay: 1861.7, monthly }],
    };
    const [calls] = growthRows('AWS', [...ways, controller(17_280), tagged]);
    expect(calls?.measured).toBe('1,000: 8,005; with the tag pod-cidr 1,000: 1,862');
  });

  it('are not made of what was not counted', () => {
    expect(() => growthRows('AWS', ways)).toThrow('nothing was counted for "polling controller"');
  });
});
