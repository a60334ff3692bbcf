import { describe, expect, it } from 'vitest';
import { AWS, GCP } from '../prices.ts';
import { awsBill } from './aws.ts';
import { afterFreeTier, atListPrice, total } from './bill.ts';
import { callsPerDay } from './daily-calls.ts';
import { controllerBill } from './controller.ts';
import { gcpBill } from './gcp.ts';

const COUNTS = { perResync: 2, coldStartExtra: 100, perNodeLifecycle: 9, runsPerNodeLifecycle: 4 };
const QUIET = { perResync: 2, coldStartExtra: 0, perNodeLifecycle: 0, runsPerNodeLifecycle: 0 };

const price = { dollars: 0.4, per: 1000, unit: 'requests', free: 500, source: 'https://example.com' };

describe('a bill', () => {
  it.each([
    [0, 0, 0],
    [400, 0.16, 0],
    [500, 0.2, 0],
    [1500, 0.6, 0.4],
  ])('of %i requests, 1,000 for $0.40 and 500 of them free', (quantity, listed, left) => {
    const item = { what: 'requests', quantity, price };
    expect(atListPrice(item)).toBeCloseTo(listed);
    expect(afterFreeTier(item)).toBeCloseTo(left);
    expect(total([item, item], atListPrice)).toBeCloseTo(2 * listed);
  });

  it('of an idle month on AWS is that of the schedule, the pollers and what watches them', () => {
    const of = (what: RegExp) => awsBill(0, QUIET).find((item) => what.test(item.what))?.quantity;
    expect(of(/scheduled runs/)).toBe(30 * 288);
    // 0.5 GB, 0.1 s a run and 0.1 s for each of its two calls.
    expect(of(/Lambda: time/)).toBeCloseTo(0.5 * 8640 * 0.3);
    expect(of(/SQS/)).toBe(30 * 5 * 4320 + 2 * 8640);
    expect(of(/EventBridge/)).toBe(0);
    expect(total(awsBill(0, QUIET), afterFreeTier)).toBe(0);
  });

  it('grows with the fleet by its events and its fresh processes', () => {
    const [small, large] = [awsBill(70, COUNTS), awsBill(700, COUNTS)];
    // Ten and a hundred nodes a day, four runs each.
    expect(small[0]?.quantity).toBe(30 * (288 + 40));
    expect(large[0]?.quantity).toBe(30 * (288 + 400));
    expect(total(large, atListPrice)).toBeGreaterThan(total(small, atListPrice));
  });

  it('on GCP counts the wait for operations as processor time', () => {
    const seconds = (counts: typeof COUNTS) => gcpBill(70, counts).find(({ what }) => what.endsWith('processor'));
    const runs = 30 * (288 + 40);
    const calls = 30 * (288 * 2 + 10 * 9);
    expect(seconds(COUNTS)?.quantity).toBeCloseTo(0.1 * runs + 0.1 * calls + 30 * 10 * 2 * 5);
  });

  it('of a controller is its share of three machines', () => {
    expect(total(controllerBill(AWS.machine), atListPrice)).toBeCloseTo(0.2 * 3 * 720 * 0.0208);
    expect(total(controllerBill(GCP.machine), atListPrice)).toBeCloseTo(14.47, 2);
  });
});

describe('calls a day', () => {
  it.each([
    ['an idle day', { nodes: 0, resyncs: 288, freshProcesses: 0 }, 576],
    ['fresh processes', { nodes: 0, resyncs: 288, freshProcesses: 6 }, 1176],
    ['a seventh of the nodes replaced', { nodes: 70, resyncs: 0, freshProcesses: 0 }, 90],
  ])('%s', (_, day, calls) => {
    expect(callsPerDay(COUNTS, day)).toBe(calls);
  });
});

describe('the prices', () => {
  it.each([...Object.entries(AWS), ...Object.entries(GCP)])('of %s name their page', (_, { source, dollars, free }) => {
    expect(source).toMatch(/^https:\/\/(aws\.amazon\.com|cloud\.google\.com)\//);
    expect(dollars).toBeGreaterThan(0);
    expect(free).toBeGreaterThanOrEqual(0);
  });
});
