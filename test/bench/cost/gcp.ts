import { gcpSettings } from '../fleet/deployment-settings.ts';
import type { CallCounts } from '../fleet/call-counts.ts';
import { GCP } from '../prices.ts';
import type { BillItem } from './bill.ts';
import { callsPerDay } from './daily-calls.ts';
import { ASSUMPTIONS, resyncsPerDay, replacementsPerDay } from './workload.ts';

const MINUTES_A_DAY = 24 * 60;
const GIB = 2 ** 30;

/** A month of podroutes on GCP. */
export function gcpBill(nodes: number, counts: CallCounts): BillItem[] {
  const { minutesBetweenResyncs, vcpus, memoryGib, alerts } = gcpSettings();
  const { daysInMonth, secondsPerCall, secondsPerRun, secondsPerOperation, logBytesPerRun } = ASSUMPTIONS;
  const resyncs = resyncsPerDay(minutesBetweenResyncs);
  const replaced = replacementsPerDay(nodes);
  const events = daysInMonth * replaced * counts.runsPerNodeLifecycle;
  const runs = daysInMonth * resyncs + events;
  const calls = daysInMonth * callsPerDay(counts, { nodes, resyncs, freshProcesses: 0 });
  // A route that goes and one that is made: an operation each.
  const waits = daysInMonth * replaced * 2 * secondsPerOperation;
  const seconds = runs * secondsPerRun + calls * secondsPerCall + waits;
  return [
    { what: 'Cloud Run: scheduled runs, and those for events', quantity: runs, price: GCP.requests },
    { what: 'Cloud Run: processor', quantity: seconds * vcpus, price: GCP.vcpuSeconds },
    { what: 'Cloud Run: memory', quantity: seconds * memoryGib, price: GCP.memorySeconds },
    { what: 'Pub/Sub under Eventarc', quantity: (events * ASSUMPTIONS.bytesPerEvent) / GIB, price: GCP.pubsub },
    { what: 'Cloud Scheduler', quantity: 1, price: GCP.schedulerJobs },
    { what: 'logs', quantity: (runs * logBytesPerRun) / GIB, price: GCP.logs },
    { what: 'alerts', quantity: alerts, price: GCP.alertConditions },
    {
      what: 'alerts: each reads one time series a minute',
      quantity: alerts * daysInMonth * MINUTES_A_DAY,
      price: GCP.alertSeries,
    },
    { what: 'container image', quantity: ASSUMPTIONS.imageGb, price: GCP.images },
  ];
}
