import { AwsRouteController, COUNTED_ON, PERIOD_SECONDS } from '../controllers/aws.ts';
import { openAwsFleet } from '../fleet/aws.ts';
import { awsSettings } from '../fleet/deployment-settings.ts';
import { fleetCidr } from '../../support/testbed/fleet.ts';
import type { Row } from '../row.ts';

const NODES = 100;
const MANY_NODES = 1000;

/** The actions that were called while `work` went on, as `2 x DescribeRouteTables`. */
async function callsOf(
  log: { reset(): void; readonly all: readonly { action: string }[] },
  work: () => Promise<unknown>,
) {
  log.reset();
  await work();
  const actions = log.all.map(({ action }) => action);
  const kinds = [...new Set(actions)].map((kind) => ({ kind, times: actions.filter((each) => each === kind).length }));
  return {
    count: actions.length,
    text: kinds.map(({ kind, times }) => (times === 1 ? kind : `${times} x ${kind}`)).join(', '),
  };
}

/** A launch and a termination in a running fleet, each event of them delivered on its own. */
async function lifecycleRows(): Promise<Row[]> {
  await using fleet = await openAwsFleet(NODES, 'user data');
  const { ec2 } = fleet;
  await fleet.runSchedule();
  const id = fleet.boot(NODES);
  // As of any new instance.
  ec2.backend.setSourceDestCheck(id, true);
  const launch = await callsOf(ec2.calls, () => fleet.deliver());
  ec2.settle();
  const running = await callsOf(ec2.calls, () => fleet.deliver());
  ec2.backend.terminate(id);
  const end = await callsOf(ec2.calls, () => fleet.deliver());
  ec2.settle();
  const ended = await callsOf(ec2.calls, () => fleet.deliver());

  const controller = new AwsRouteController(ec2, fleet.tableId);
  const other = fleet.boot(NODES + 1);
  ec2.settle();
  const theirLaunch = await callsOf(ec2.calls, () => controller.create(fleetCidr(NODES + 1), other));
  const theirEnd = await callsOf(ec2.calls, () => controller.delete(fleetCidr(NODES + 1)));
  controller.close();
  const launchCalls = launch.count + running.count;
  const endCalls = end.count + ended.count;
  return [
    {
      id: 'calls-launch-aws',
      what: 'API calls for one launch, all its events, one table',
      elsewhere: `${theirLaunch.count} (model of cloud-provider-aws; as many were ${COUNTED_ON})`,
      target: '≤ 7; 5 are wanted',
      measured: `${launchCalls}`,
      ratio: launchCalls / theirLaunch.count,
      isMet: launchCalls <= 7,
      how:
        `More than the controller’s. From the event "pending" to the route: ${launch.text}; three where the node has a tag with its range. ` +
        `The event "running" looks again, ${running.count} calls (${running.text}), since nothing that was seen before is believed. ` +
        'The controller knows the range from Kubernetes, and looks at everything every ten seconds beside that.',
    },
    {
      id: 'calls-end-aws',
      what: 'API calls for one termination, all its events, one table',
      elsewhere: `${theirEnd.count} (model of cloud-provider-aws; as many were ${COUNTED_ON})`,
      target: '≤ 4; 3 are wanted',
      measured: `${endCalls}`,
      ratio: endCalls / theirEnd.count,
      isMet: endCalls <= 4,
      how: `More than the controller’s. ${end.text}: the second read is the look right before the deletion, which the controller does without. The event "terminated" looks again, ${ended.count} (${ended.text}).`,
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

/** Calls for what happens to one node, and for nothing having happened, counted by the local EC2. */
export async function measureCalls(): Promise<Row[]> {
  return [...(await lifecycleRows()), ...(await fleetRows()), await resyncRow()];
}
