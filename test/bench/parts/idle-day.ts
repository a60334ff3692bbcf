import { AwsRouteController, COUNTED_ON, GARDENER, PERIOD_SECONDS } from '../controllers/aws.ts';
import { GcpRouteController } from '../controllers/gcp.ts';
import { openAwsFleet } from '../fleet/aws.ts';
import { awsSettings, gcpSettings } from '../fleet/deployment-settings.ts';
import { openGcpFleet } from '../fleet/gcp.ts';
import type { Row } from '../row.ts';

const NODES = 100;
const MAX_CALLS = 600;
const MINUTES_A_DAY = 24 * 60;
const PERIODS_A_DAY = (MINUTES_A_DAY * 60) / PERIOD_SECONDS;
/** Periods of the controller that are gone through; the others of the day are like them. */
const SAMPLED_PERIODS = 30;

const number = new Intl.NumberFormat('en-US');

async function repeat(count: number, work: () => Promise<void>): Promise<void> {
  for (let i = 0; i < count; i += 1) await work();
}

/** Where time is short an hour is gone through, and multiplied. */
const hoursOf = (isQuick: boolean) => (isQuick ? 1 : 24);

const methodText = (looks: number, hours: number) =>
  hours === 24
    ? `Every scheduled resync of a day (${looks})`
    : `Those of an hour (of ${looks} a day), multiplied, each`;

async function awsDay(hours: number): Promise<Row> {
  await using fleet = await openAwsFleet(NODES, 'user data');
  const { ec2 } = fleet;
  const looks = MINUTES_A_DAY / awsSettings().minutesBetweenResyncs;
  await fleet.runSchedule();
  const first = ec2.calls.count();
  ec2.calls.reset();
  await repeat((looks * hours) / 24, () => fleet.runSchedule());
  const ours = (ec2.calls.count() * 24) / hours;
  ec2.calls.reset();
  const controller = new AwsRouteController(ec2, fleet.tableId);
  await repeat(SAMPLED_PERIODS, () => controller.list());
  controller.close();
  const theirs = (ec2.calls.count() / SAMPLED_PERIODS) * PERIODS_A_DAY;
  const more = first - ours / looks;
  return {
    id: 'idle-day-aws',
    what: `API calls a day, ${NODES} idle nodes on AWS`,
    elsewhere: `${number.format(theirs)} (model of cloud-provider-aws, ${PERIOD_SECONDS} s loop; as many were ${COUNTED_ON}); ${GARDENER.callsADay} (${GARDENER.name}, counted once)`,
    target: `≤ ${MAX_CALLS}`,
    measured: number.format(ours),
    ratio: ours / theirs,
    isMet: ours <= MAX_CALLS,
    how:
      `${methodText(looks, hours)} delivered to a running function, calls counted by the local cloud. ` +
      `The first look of a fresh process costs ${more} more, since it reads the user data of each node; none where nodes have the tag pod-cidr. ` +
      `The controller is a model: its list of calls, made for ${SAMPLED_PERIODS} periods and multiplied. Gardener’s makes fewer calls than podroutes: it looks once an hour, and what changes between is not noticed until then.`,
  };
}

async function gcpDay(hours: number): Promise<Row> {
  await using fleet = await openGcpFleet(NODES);
  const { gce } = fleet;
  const looks = MINUTES_A_DAY / gcpSettings().minutesBetweenResyncs;
  gce.calls.reset();
  await repeat((looks * hours) / 24, () => fleet.runSchedule());
  const ours = (gce.calls.count() * 24) / hours;
  gce.calls.reset();
  const controller = new GcpRouteController(gce);
  await repeat(SAMPLED_PERIODS, () => controller.list());
  const theirs = (gce.calls.count() / SAMPLED_PERIODS) * PERIODS_A_DAY;
  return {
    id: 'idle-day-gcp',
    what: `API calls a day, ${NODES} idle nodes on GCP`,
    elsewhere: `${number.format(theirs)} (model of cloud-provider-gcp, ${PERIOD_SECONDS} s loop)`,
    target: `≤ ${MAX_CALLS}`,
    measured: number.format(ours),
    ratio: ours / theirs,
    isMet: ours <= MAX_CALLS,
    how: `${methodText(looks, hours)} sent to the function over HTTP; listings carry the metadata, so the first look costs no more than the next.`,
  };
}

/** A day in which nothing happens, counted: its scheduled resyncs, one after the other. */
export async function measureIdleDay({ isQuick }: { readonly isQuick: boolean }): Promise<Row[]> {
  return [await awsDay(hoursOf(isQuick)), await gcpDay(hoursOf(isQuick))];
}
