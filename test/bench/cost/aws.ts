import { awsSettings } from '../fleet/deployment.ts';
import type { Counts } from '../fleet/counts.ts';
import { AWS } from '../prices.ts';
import type { Item } from './bill.ts';
import { callsADay } from './calls.ts';
import { ASSUMED, looksADay, replacedADay } from './workload.ts';

/** RoutesCreated and so on: functions/aws/telemetry/metrics.ts. */
const METRICS = 7;
const SECONDS_A_DAY = 24 * 60 * 60;
const GIGA = 1e9;

/** A month of podroutes on AWS. */
export function awsBill(nodes: number, counts: Counts): Item[] {
  const { minutesBetweenResyncs, memoryGb, alarms, dashboards } = awsSettings();
  const { daysInMonth, secondsPerCall, secondsPerRun, freshProcessesADay, logBytesPerRun } = ASSUMED;
  const looks = looksADay(minutesBetweenResyncs);
  const runs = daysInMonth * (looks + replacedADay(nodes) * counts.runsPerLife);
  const calls = daysInMonth * callsADay(counts, { nodes, looks, freshProcesses: freshProcessesADay });
  const polls = daysInMonth * ASSUMED.pollers * (SECONDS_A_DAY / ASSUMED.secondsPerPoll);
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
      quantity: daysInMonth * replacedADay(nodes) * 2,
      price: AWS.ownEvents,
    },
    { what: 'CloudWatch metrics', quantity: METRICS, price: AWS.metrics },
    { what: 'CloudWatch alarms', quantity: alarms, price: AWS.alarms },
    { what: 'CloudWatch dashboard', quantity: dashboards, price: AWS.dashboards },
    { what: 'CloudWatch logs', quantity: (runs * logBytesPerRun) / GIGA, price: AWS.logs },
  ];
}
