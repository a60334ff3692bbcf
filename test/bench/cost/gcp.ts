import { gcpSettings } from '../fleet/deployment.ts';
import type { Counts } from '../fleet/counts.ts';
import { GCP } from '../prices.ts';
import type { Item } from './bill.ts';
import { callsADay } from './calls.ts';
import { ASSUMED, looksADay, replacedADay } from './workload.ts';

const MINUTES_A_DAY = 24 * 60;
const GIB = 2 ** 30;

/** A month of podroutes on GCP. */
export function gcpBill(nodes: number, counts: Counts): Item[] {
  const { minutesBetweenResyncs, vcpus, memoryGib, alerts } = gcpSettings();
  const { daysInMonth, secondsPerCall, secondsPerRun, secondsPerOperation, logBytesPerRun } = ASSUMED;
  const looks = looksADay(minutesBetweenResyncs);
  const replaced = replacedADay(nodes);
  const events = daysInMonth * replaced * counts.runsPerLife;
  const runs = daysInMonth * looks + events;
  const calls = daysInMonth * callsADay(counts, { nodes, looks, freshProcesses: 0 });
  // A route that goes and one that is made: an operation each.
  const waits = daysInMonth * replaced * 2 * secondsPerOperation;
  const seconds = runs * secondsPerRun + calls * secondsPerCall + waits;
  return [
    { what: 'Cloud Run: scheduled runs, and those for events', quantity: runs, price: GCP.requests },
    { what: 'Cloud Run: processor', quantity: seconds * vcpus, price: GCP.vcpuSeconds },
    { what: 'Cloud Run: memory', quantity: seconds * memoryGib, price: GCP.memorySeconds },
    { what: 'Pub/Sub under Eventarc', quantity: (events * ASSUMED.bytesPerEvent) / GIB, price: GCP.pubsub },
    { what: 'Cloud Scheduler', quantity: 1, price: GCP.schedulerJobs },
    { what: 'logs', quantity: (runs * logBytesPerRun) / GIB, price: GCP.logs },
    { what: 'alerts', quantity: alerts, price: GCP.alertConditions },
    {
      what: 'alerts: each reads one time series a minute',
      quantity: alerts * daysInMonth * MINUTES_A_DAY,
      price: GCP.alertSeries,
    },
    { what: 'container image', quantity: ASSUMED.imageGb, price: GCP.images },
  ];
}
