import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { allocate } from '../../../shared/reconcile/plan/allocation/allocate.ts';
import { plan, type Policy } from '../../../shared/reconcile/plan/plan.ts';
import type { Snapshot } from '../../../shared/reconcile/model/snapshot.ts';
import { askingSnapshot, fleetSnapshot } from '../../support/builders/scaling.ts';
import { cidr } from '../../support/builders/network.ts';
import { leastProcessorTime } from '../../support/processor-time.ts';
import type { Row } from '../row.ts';

const POLICY: Policy = { clusterCidrs: [cidr('10.0.0.0/8')], force: true };
const SIZES = [10, 100, 1000, 10_000] as const;
const MAX_MILLISECONDS = 50;

/** How much more than ten times as long ten times the nodes may take: garbage and caches cost their share. */
const MAX_GROWTH = 3;

function shortest(seen: Snapshot, times: number): number {
  const runs = Array.from({ length: times }, () => {
    const began = performance.now();
    plan(seen, POLICY);
    return performance.now() - began;
  });
  return Math.min(...runs);
}

const milliseconds = (time: number) => `${time < 10 ? time.toFixed(1) : time.toFixed(0)} ms`;

function largePlanRow(): Row {
  const time = shortest(fleetSnapshot(1000, 10, 'as they should be'), 20);
  return {
    id: 'plan-large',
    what: 'plan of 1,000 routes in each of 10 tables',
    elsewhere: '-',
    target: `< ${MAX_MILLISECONDS} ms`,
    measured: milliseconds(time),
    isMet: time < MAX_MILLISECONDS,
    how: 'The pure decision, nothing of the network: snapshot in, changes out. Best of 20.',
  };
}

function growthRow(): Row {
  // What is warm has been compiled: the first sizes would pay for it otherwise.
  shortest(fleetSnapshot(1000, 1, 'none'), 20);
  const times = SIZES.map((nodes) => ({
    nodes,
    time: shortest(fleetSnapshot(nodes, 1, 'none'), nodes > 1000 ? 8 : 20),
  }));
  const at = (nodes: number) => times.find((each) => each.nodes === nodes)?.time ?? Number.NaN;
  const ratio = at(10_000) / at(1000) / 10;
  return {
    id: 'plan-growth',
    what: 'plan of 10, 100, 1,000 and 10,000 new nodes',
    elsewhere: 'ten times as long for ten times the nodes, were it linear',
    target: 'near linear',
    measured: times.map(({ time }) => milliseconds(time)).join(', '),
    ratio,
    isMet: ratio <= MAX_GROWTH,
    how: 'Best of several. The ratio is of 10,000 to ten times 1,000. That nothing is looked at more often is a test: growth.test.ts.',
  };
}

async function allocationRow(): Promise<Row> {
  const timeFor = async (nodes: number) => {
    const seen = askingSnapshot(nodes);
    return (await leastProcessorTime(() => allocate(seen, POLICY, { decisions: [] }))) / 1000;
  };
  await timeFor(1000);
  const times = [await timeFor(100), await timeFor(1000), await timeFor(10_000)];
  const [, some = Number.NaN, many = Number.NaN] = times;
  const ratio = many / some / 10;
  return {
    id: 'allocation-growth',
    what: 'ranges for 100, 1,000 and 10,000 nodes that ask, beside as many that have one',
    elsewhere: 'ten times as long for ten times the nodes, were it linear',
    target: 'near linear',
    measured: times.map(milliseconds).join(', '),
    ratio,
    isMet: ratio <= MAX_GROWTH,
    how: 'The choice alone, processor time, best of several. The ratio is of 10,000 to ten times 1,000.',
  };
}

/** Bytes of heap that what `make` makes takes, on average of so many. */
function heapOf(collect: () => void, make: () => unknown, times: number): number {
  collect();
  const before = process.memoryUsage().heapUsed;
  const kept = Array.from({ length: times }, make);
  collect();
  return (process.memoryUsage().heapUsed - before) / kept.length;
}

function memoryRow(): Row {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('this Node does not let its garbage be collected on request');
  const used = SIZES.map((nodes) => {
    const seen = fleetSnapshot(nodes, 1, 'none');
    return {
      nodes,
      bytes: heapOf(
        () => void collect(),
        () => plan(seen, POLICY),
        20_000 / nodes,
      ),
    };
  });
  const each = (nodes: number) => (used.find((size) => size.nodes === nodes)?.bytes ?? Number.NaN) / nodes;
  const ratio = each(10_000) / each(1000);
  return {
    id: 'plan-memory',
    what: 'memory of a plan for 10, 100, 1,000 and 10,000 new nodes',
    elsewhere: 'as much for each node, were it linear',
    target: 'near linear',
    measured: used.map(({ bytes }) => `${Math.ceil(bytes / 1024).toLocaleString('en')} kB`).join(', '),
    ratio,
    isMet: ratio <= MAX_GROWTH,
    how: 'Heap that plans take which are kept, garbage collected. The ratio is of bytes for each node, at 10,000 and at 1,000.',
  };
}

/** What a plan takes as the fleet grows. */
export async function measureGrowth(): Promise<Row[]> {
  return [largePlanRow(), growthRow(), await allocationRow(), memoryRow()];
}
