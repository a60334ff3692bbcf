import { AwsRouteController, COUNTED_ON, PERIOD_SECONDS } from '../controllers/aws.ts';
import { type ClaimSource, openAwsFleet } from '../fleet/aws.ts';
import { awsSettings } from '../fleet/deployment-settings.ts';
import { fleetCidr } from '../../support/testbed/fleet.ts';
import { callsOf } from '../fleet/calls-of.ts';
import type { Row } from '../row.ts';
import { gcpLifecycleRows } from './calls-gcp.ts';

const NODES = 100;
const MANY_NODES = 1000;
const SECONDS_BETWEEN_EVENTS = 20;

/** All of what a node's life costs a warm process, each event of it delivered on its own, twenty seconds after the one before. */
async function countLife(claims: ClaimSource) {
  await using fleet = await openAwsFleet(NODES, claims);
  const { ec2 } = fleet;
  const { backend, calls } = ec2;
  await fleet.runSchedule();
  const told = async (change: () => unknown) =>
    callsOf(calls, async () => {
      change();
      await fleet.clock.sleep(SECONDS_BETWEEN_EVENTS * 1000);
      await fleet.deliver();
    });
  let id = '';
  const pending = await told(() => {
    id = fleet.boot(NODES);
    // As of any new instance.
    backend.setSourceDestCheck(id, true);
  });
  const running = await told(() => ec2.settle());
  const stopping = await told(() => backend.stop(id));
  const stopped = await told(() => ec2.settle());
  const starting = await told(() => backend.start(id));
  const started = await told(() => ec2.settle());
  const ending = await told(() => backend.terminate(id));
  const ended = await told(() => ec2.settle());
  return {
    pending,
    running,
    ending,
    starting,
    launch: pending.count + running.count,
    stop: stopping.count + stopped.count,
    start: starting.count + started.count,
    end: ending.count + ended.count,
  };
}

async function countControllerLife() {
  await using fleet = await openAwsFleet(NODES, 'tag');
  const { ec2 } = fleet;
  const controller = new AwsRouteController(ec2, fleet.tableId);
  const other = fleet.boot(NODES);
  ec2.settle();
  const launch = await callsOf(ec2.calls, () => controller.create(fleetCidr(NODES), other));
  const end = await callsOf(ec2.calls, () => controller.delete(fleetCidr(NODES)));
  controller.close();
  return { launch: launch.count, end: end.count };
}

async function lifecycleRows(): Promise<Row[]> {
  const [ours, tagged, theirs] = [await countLife('user data'), await countLife('tag'), await countControllerLife()];
  return [
    {
      id: 'calls-launch-aws',
      what: 'API calls for one launch, all its events, one table',
      elsewhere: `${theirs.launch} (model of cloud-provider-aws; as many were ${COUNTED_ON})`,
      target: '≤ 5',
      measured: `${ours.launch}`,
      ratio: ours.launch / theirs.launch,
      isMet: ours.launch <= 5 && tagged.launch <= 4,
      how:
        `One more than the controller’s. From the event "pending" to the route: ${ours.pending.text}. At the event "running" the process ` +
        `does not look again at what it saw within the last minute: ${ours.running.text}. ${tagged.launch} in all where a tag has the range, ` +
        'the event of that tag included. A process that did not see the first event looks, for three calls, with user data four. ' +
        'The controller knows the range from Kubernetes, and looks at everything every ten seconds beside that.',
    },
    {
      id: 'calls-end-aws',
      what: 'API calls for one termination, all its events, one table',
      elsewhere: `${theirs.end} (model of cloud-provider-aws; as many were ${COUNTED_ON})`,
      target: '≤ 3',
      measured: `${ours.end}`,
      ratio: ours.end / theirs.end,
      isMet: ours.end <= 3,
      how: `One more than the controller’s. ${ours.ending.text}: the second read is the look right before the deletion, which the controller does without. The event "terminated" is no news to the process that deleted the route; another one looks, for one call.`,
    },
    {
      id: 'calls-stop-aws',
      what: 'API calls for one stop, all its events, one table',
      elsewhere: 'not counted',
      target: '≤ 2',
      measured: `${ours.stop}`,
      ratio: ours.stop,
      isMet: Math.max(ours.stop, tagged.stop) <= 2,
      how: 'A stopped node keeps its routes.',
    },
    {
      id: 'calls-start-aws',
      what: 'API calls for one start of a stopped node, all its events, one table',
      elsewhere: 'not counted',
      target: '≤ 2; 3 with user data',
      measured: `${tagged.start}; ${ours.start} with user data`,
      ratio: ours.start + tagged.start,
      isMet: tagged.start <= 2 && ours.start <= 3,
      how:
        `${tagged.starting.text}; with user data ${ours.starting.text}: it may have been changed while the node was stopped, and nothing tells ` +
        'whether it was. The event "running" is no news to the same process.',
    },
  ];
}

const TOGETHER = 20;

/** Twenty nodes that come at once; then twenty more for which the table has no room. */
async function fleetRows(): Promise<Row[]> {
  await using fleet = await openAwsFleet(0, 'user data');
  const { ec2 } = fleet;
  const boot = (from: number) => {
    const nodes = new Map<string, string>();
    for (let i = from; i < from + TOGETHER; i += 1) nodes.set(fleetCidr(i), fleet.boot(i));
    // As of any new instance.
    for (const id of nodes.values()) ec2.backend.setSourceDestCheck(id, true);
    ec2.settle();
    return nodes;
  };
  boot(0);
  const ours = await callsOf(ec2.calls, () => fleet.resync());
  const controller = new AwsRouteController(ec2, fleet.tableId);
  const theirs = await callsOf(ec2.calls, () => controller.createTogether(boot(TOGETHER)));
  await fleet.resync();

  ec2.faults.failAlways('CreateRoute', { code: 'RouteLimitExceeded', status: 400 });
  const surplus = boot(2 * TOGETHER);
  await fleet.resync();
  const oursFull = await callsOf(ec2.calls, () => fleet.resync());
  const theirsFull = await callsOf(ec2.calls, async () => {
    await controller.list();
    await controller.createTogether(surplus);
  });
  controller.close();
  const aDay = (calls: number, seconds: number) => (calls * 24 * 60 * 60) / seconds;
  const oursADay = aDay(oursFull.count, awsSettings().minutesBetweenResyncs * 60);
  const theirsADay = aDay(theirsFull.count, PERIOD_SECONDS);
  return [
    {
      id: 'calls-twenty-aws',
      what: `API calls for ${TOGETHER} new nodes at once, one table`,
      elsewhere: `${theirs.count + 1} (model of cloud-provider-aws; 62 were ${COUNTED_ON})`,
      target: `as few: ≤ ${theirs.count + 2}`,
      measured: `${ours.count}`,
      ratio: ours.count / (theirs.count + 1),
      isMet: ours.count <= theirs.count + 2,
      how: `${ours.text}. The controller reads no user data; it reads the tables again before each route. Its first list of the tables is counted with it.`,
    },
    {
      id: 'calls-quota-aws',
      what: `API calls a day while ${TOGETHER} nodes wait for room in a full table`,
      elsewhere: `${theirsADay.toLocaleString('en')} (model of cloud-provider-aws, which tries again every ${PERIOD_SECONDS} s)`,
      target: 'fewer',
      measured: oursADay.toLocaleString('en'),
      ratio: oursADay / theirsADay,
      isMet: oursADay < theirsADay,
      how: `A resync then makes ${oursFull.text}; a period of the controller ${theirsFull.text}. Multiplied to a day.`,
    },
  ];
}

async function resyncRow(): Promise<Row> {
  await using fleet = await openAwsFleet(MANY_NODES, 'user data');
  const { ec2 } = fleet;
  const cold = await callsOf(ec2.calls, () => fleet.runSchedule());
  const warm = await callsOf(ec2.calls, () => fleet.runSchedule());
  return {
    id: 'calls-resync-aws',
    what: `API calls for a resync of ${MANY_NODES.toLocaleString('en')} unchanged nodes`,
    elsewhere: `${cold.count.toLocaleString('en')}, by a process that knows none of them yet`,
    target: 'the pages of two listings: 2',
    measured: `${warm.count}`,
    ratio: warm.count / cold.count,
    isMet: warm.count === 2,
    how: `${warm.text}. What was read in user data holds for instance and launch; WRITE_POD_CIDR_TAG has new processes know it too.`,
  };
}

/** Calls for what happens to one node, and for nothing having happened, counted by the local clouds. */
export async function measureCalls(): Promise<Row[]> {
  return [...(await lifecycleRows()), ...(await gcpLifecycleRows()), ...(await fleetRows()), await resyncRow()];
}
