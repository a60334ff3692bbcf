import { once } from '../../../functions/common/once.ts';
import { awsCommandCount } from '../by-hand/lab.ts';
import { PERIOD_SECONDS } from '../controllers/aws.ts';
import { awsBill } from '../cost/aws.ts';
import type { Item } from '../cost/bill.ts';
import { callsADay } from '../cost/calls.ts';
import { controllerBill } from '../cost/controller.ts';
import { gcpBill } from '../cost/gcp.ts';
import { ASSUMED, looksADay } from '../cost/workload.ts';
import { type Counts, countAws, countAwsController, countGcp, countGcpController } from '../fleet/counts.ts';
import { awsSettings, gcpSettings } from '../fleet/deployment.ts';
import { AWS, GCP } from '../prices.ts';

const SIZES = [10, 100, 1000] as const;

/** What a fleet of so many nodes takes. */
export interface Point {
  readonly nodes: number;
  readonly callsADay: number;
  readonly monthly: readonly Item[];
}

/** A way to have routes, and how it grows with the fleet. */
export interface Way {
  readonly name: 'by hand' | 'polling controller' | 'podroutes' | 'podroutes, ranges in tags';
  readonly points: readonly Point[];
}

interface Model {
  readonly count: (nodes: number) => Promise<Counts>;
  readonly looks: number;
  readonly freshProcesses?: number;
  readonly monthly: (nodes: number, counts: Counts) => readonly Item[];
}

async function way(name: Way['name'], { count, looks, freshProcesses = 0, monthly }: Model): Promise<Way> {
  const points: Point[] = [];
  for (const nodes of SIZES) {
    const counts = await count(nodes);
    const calls = callsADay(counts, { nodes, looks, freshProcesses });
    points.push({ nodes, callsADay: calls, monthly: monthly(nodes, counts) });
  }
  return { name, points };
}

/** Nobody types what has not changed. A replaced node is one sitting; the lab's cloud bill does not grow by it. */
function byHand(callsForANode: number): Promise<Way> {
  const counts = { look: 0, coldExtra: 0, life: callsForANode, runsPerLife: 0 };
  return way('by hand', { count: () => Promise.resolve(counts), looks: 0, monthly: () => [] });
}

const PERIODS_A_DAY = (24 * 60 * 60) / PERIOD_SECONDS;

async function countAwsGrowth(): Promise<readonly Way[]> {
  const ours = {
    looks: looksADay(awsSettings().minutesBetweenResyncs),
    freshProcesses: ASSUMED.freshProcessesADay,
    monthly: awsBill,
  };
  return [
    // The lab's commands for one worker, and one more for the route of the worker that ended.
    await byHand(awsCommandCount(1) + 1),
    await way('polling controller', {
      count: countAwsController,
      looks: PERIODS_A_DAY,
      monthly: () => controllerBill(AWS.machine),
    }),
    await way('podroutes', { ...ours, count: (nodes) => countAws(nodes, 'user data') }),
    await way('podroutes, ranges in tags', { ...ours, count: (nodes) => countAws(nodes, 'tag') }),
  ];
}

async function countGcpGrowth(): Promise<readonly Way[]> {
  return [
    // An insert and a delete, each with at least one look at its operation.
    await byHand(4),
    await way('polling controller', {
      count: countGcpController,
      looks: PERIODS_A_DAY,
      monthly: () => controllerBill(GCP.machine),
    }),
    await way('podroutes', {
      count: countGcp,
      looks: looksADay(gcpSettings().minutesBetweenResyncs),
      monthly: gcpBill,
    }),
  ];
}

/** On AWS, counted on the local cloud and priced: once in a process, since it comes out the same. */
export const awsGrowth = once(countAwsGrowth);

/** On GCP, where listings carry the pod ranges. */
export const gcpGrowth = once(countGcpGrowth);
