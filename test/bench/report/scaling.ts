import { once } from '../../../functions/common/once.ts';
import { awsCommandCount } from '../by-hand/tutorial-commands.ts';
import { PERIOD_SECONDS } from '../controllers/aws.ts';
import { awsBill } from '../cost/aws.ts';
import type { BillItem } from '../cost/bill.ts';
import { callsPerDay } from '../cost/daily-calls.ts';
import { controllerBill } from '../cost/controller.ts';
import { gcpBill } from '../cost/gcp.ts';
import { ASSUMPTIONS, resyncsPerDay } from '../cost/workload.ts';
import { type CallCounts, countAws, countAwsController, countGcp, countGcpController } from '../fleet/call-counts.ts';
import { awsSettings, gcpSettings } from '../fleet/deployment-settings.ts';
import { AWS, GCP } from '../prices.ts';

const SIZES = [10, 100, 1000] as const;

/** What a fleet of so many nodes takes. */
export interface ScalePoint {
  readonly nodes: number;
  readonly callsPerDay: number;
  readonly monthly: readonly BillItem[];
}

/** A way to have routes, and how it grows with the fleet. */
export interface Approach {
  readonly name: 'by hand' | 'polling controller' | 'podroutes' | 'podroutes, ranges in tags';
  readonly points: readonly ScalePoint[];
}

interface ApproachModel {
  readonly count: (nodes: number) => Promise<CallCounts>;
  readonly resyncsPerDay: number;
  readonly freshProcesses?: number;
  readonly monthly: (nodes: number, counts: CallCounts) => readonly BillItem[];
}

async function measureApproach(
  name: Approach['name'],
  { count, resyncsPerDay: resyncs, freshProcesses = 0, monthly }: ApproachModel,
): Promise<Approach> {
  const points: ScalePoint[] = [];
  for (const nodes of SIZES) {
    const counts = await count(nodes);
    const calls = callsPerDay(counts, { nodes, resyncs, freshProcesses });
    points.push({ nodes, callsPerDay: calls, monthly: monthly(nodes, counts) });
  }
  return { name, points };
}

/** Nobody types what has not changed. A replaced node is one sitting; the lab's cloud bill does not grow by it. */
function manualApproach(callsForANode: number): Promise<Approach> {
  const counts = { perResync: 0, coldStartExtra: 0, perNodeLifecycle: callsForANode, runsPerNodeLifecycle: 0 };
  return measureApproach('by hand', { count: () => Promise.resolve(counts), resyncsPerDay: 0, monthly: () => [] });
}

const PERIODS_A_DAY = (24 * 60 * 60) / PERIOD_SECONDS;

async function countAwsScaling(): Promise<readonly Approach[]> {
  const ours = {
    resyncsPerDay: resyncsPerDay(awsSettings().minutesBetweenResyncs),
    freshProcesses: ASSUMPTIONS.freshProcessesADay,
    monthly: awsBill,
  };
  return [
    // The lab's commands for one worker, and one more for the route of the worker that ended.
    await manualApproach(awsCommandCount(1) + 1),
    await measureApproach('polling controller', {
      count: countAwsController,
      resyncsPerDay: PERIODS_A_DAY,
      monthly: () => controllerBill(AWS.machine),
    }),
    await measureApproach('podroutes', { ...ours, count: (nodes) => countAws(nodes, 'user data') }),
    await measureApproach('podroutes, ranges in tags', { ...ours, count: (nodes) => countAws(nodes, 'tag') }),
  ];
}

async function countGcpScaling(): Promise<readonly Approach[]> {
  return [
    // An insert and a delete, each with at least one look at its operation.
    await manualApproach(4),
    await measureApproach('polling controller', {
      count: countGcpController,
      resyncsPerDay: PERIODS_A_DAY,
      monthly: () => controllerBill(GCP.machine),
    }),
    await measureApproach('podroutes', {
      count: countGcp,
      resyncsPerDay: resyncsPerDay(gcpSettings().minutesBetweenResyncs),
      monthly: gcpBill,
    }),
  ];
}

/** On AWS, counted on the local cloud and priced: once in a process, since it comes out the same. */
export const awsScaling = once(countAwsScaling);

/** On GCP, where listings carry the pod ranges. */
export const gcpScaling = once(countGcpScaling);
