import { awsSettings } from '../fleet/deployment-settings.ts';
import type { CallCounts } from '../fleet/call-counts.ts';
import { AWS } from '../prices.ts';
import type { BillItem } from './bill.ts';
import { callsPerDay } from './daily-calls.ts';
import { ASSUMPTIONS, resyncsPerDay, replacementsPerDay } from './workload.ts';

/** RoutesCreated and so on: functions/aws/telemetry/metrics.ts. */
const METRICS = 9;
const SECONDS_A_DAY = 24 * 60 * 60;
const GIGA = 1e9;

/** A month of podroutes on AWS. */
export function awsBill(nodes: number, counts: CallCounts): BillItem[] {
  const { minutesBetweenResyncs, memoryGb, alarms, dashboards } = awsSettings();
  const { daysInMonth, secondsPerCall, secondsPerRun, freshProcessesADay, logBytesPerRun } = ASSUMPTIONS;
  const resyncs = resyncsPerDay(minutesBetweenResyncs);
  const runs = daysInMonth * (resyncs + replacementsPerDay(nodes) * counts.runsPerNodeLifecycle);
  const calls = daysInMonth * callsPerDay(counts, { nodes, resyncs, freshProcesses: freshProcessesADay });
  const polls = daysInMonth * ASSUMPTIONS.pollers * (SECONDS_A_DAY / ASSUMPTIONS.secondsPerPoll);
  return [
    { what: 'Lambda: scheduled runs, and those for events', quantity: runs, price: AWS.lambdaRequests },
    {
      what: 'Lambda: time',
      quantity: memoryGb * (runs * secondsPerRun + calls * secondsPerCall),
      price: AWS.lambdaSeconds,
    },
    // An event is put into the queue and deleted from it.
    { what: "SQS: Lambda's pollers, and events", quantity: polls + 2 * runs, price: AWS.sqs },
    // A route that is made and one that goes.
    {
      what: 'EventBridge: outcomes; the events of AWS and the schedule are free',
      quantity: daysInMonth * replacementsPerDay(nodes) * 2,
      price: AWS.ownEvents,
    },
    { what: 'CloudWatch metrics', quantity: METRICS, price: AWS.metrics },
    { what: 'CloudWatch alarms', quantity: alarms, price: AWS.alarms },
    { what: 'CloudWatch dashboard', quantity: dashboards, price: AWS.dashboards },
    { what: 'CloudWatch logs', quantity: (runs * logBytesPerRun) / GIGA, price: AWS.logs },
  ];
}
