import { AwsRouteController } from '../controllers/aws.ts';
import { openAwsFleet } from '../fleet/aws.ts';
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
  return [
    {
      id: 'calls-launch-aws',
      what: 'API calls for one launch, one table',
      elsewhere: `${theirLaunch.count} (model of cloud-provider-aws)`,
      target: '≤ 4',
      measured: `${launch.count}`,
      ratio: launch.count / theirLaunch.count,
      isMet: launch.count <= 4,
      how:
        `From the event "pending" to the route: ${launch.text}; three where the node has a tag with its range. ` +
        `The event "running" costs ${running.count} more (${running.text}), and one where the source/dest check is still on. ` +
        'The model is of what the controller does for one node, beside its look at everything every ten seconds.',
    },
    {
      id: 'calls-end-aws',
      what: 'API calls for one termination, one table',
      elsewhere: `${theirEnd.count} (model of cloud-provider-aws)`,
      target: '≤ 3',
      measured: `${end.count}`,
      ratio: end.count / theirEnd.count,
      isMet: end.count <= 3,
      how: `${end.text}: the second read is the look right before the deletion, which the controller does without. The event "terminated" costs ${ended.count} more.`,
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
  return [...(await lifecycleRows()), await resyncRow()];
}
