import { afterFreeTier, atListPrice, total } from '../cost/bill.ts';
import type { Row } from '../row.ts';
import { awsScaling, gcpScaling, type ScalePoint, type Approach } from './scaling.ts';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

function named(ways: readonly Approach[], name: Approach['name']): readonly ScalePoint[] {
  const found = ways.find((way) => way.name === name);
  if (found === undefined) throw new Error(`nothing was counted for "${name}"`);
  return found.points;
}

const listed = ({ monthly }: ScalePoint) => total(monthly, atListPrice);
const free = ({ monthly }: ScalePoint) => total(monthly, afterFreeTier);

const dollars = (amount: number) => `$${amount.toFixed(2)}`;

const bySize = (points: readonly ScalePoint[], show: (point: ScalePoint) => string) =>
  points.map((point) => `${whole.format(point.nodes)}: ${show(point)}`).join(', ');

/** The largest fleet that was counted. */
function largest(points: readonly ScalePoint[]): ScalePoint {
  const last = points.at(-1);
  if (last === undefined) throw new Error('no fleet was counted');
  return last;
}

const calls = ({ callsPerDay }: ScalePoint) => whole.format(callsPerDay);

/** Calls and dollars as the fleet grows, compared at its largest. */
export function growthRows(cloud: 'AWS' | 'GCP', ways: readonly Approach[]): Row[] {
  const theirs = named(ways, 'polling controller');
  const ours = named(ways, 'podroutes');
  const [callsRatio, dollarsRatio] = [
    largest(ours).callsPerDay / largest(theirs).callsPerDay,
    listed(largest(ours)) / listed(largest(theirs)),
  ];
  const tagged = ways.find(({ name }) => name === 'podroutes, ranges in tags');
  const withTags = tagged === undefined ? '' : `; with the tag pod-cidr ${bySize(tagged.points, calls)}`;
  return [
    {
      id: `fleet-calls-${cloud.toLowerCase()}`,
      what: `API calls a day on ${cloud} by number of nodes, each replaced once a week`,
      elsewhere: `${bySize(theirs, calls)} (model of the polling controller)`,
      target: 'fewer',
      measured: `${bySize(ours, calls)}${withTags}`,
      ratio: callsRatio,
      isMet: callsRatio < 1,
      how: 'Each kind of look and event counted once by the local cloud, and multiplied; what is assumed stands in docs/scale.md.',
    },
    {
      id: `fleet-dollars-${cloud.toLowerCase()}`,
      what: `Dollars a month on ${cloud} by number of nodes, each replaced once a week`,
      elsewhere: `${bySize(theirs, (point) => dollars(listed(point)))} (0.2 vCPU on three control plane nodes)`,
      target: 'fewer',
      measured: bySize(ours, (point) => `${dollars(listed(point))} (${dollars(free(point))} after the free tier)`),
      ratio: dollarsRatio,
      isMet: dollarsRatio < 1,
      how: 'List prices of test/bench/prices.ts on what was counted; item by item in docs/scale.md.',
    },
  ];
}

/** Cost against fleet size, on both clouds. */
export async function measureFleets(): Promise<Row[]> {
  return [...growthRows('AWS', await awsScaling()), ...growthRows('GCP', await gcpScaling())];
}
