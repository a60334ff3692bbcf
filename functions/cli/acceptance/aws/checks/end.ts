import { type Route, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { notTried, type Outcome, outcomeOf } from '../../outcome.ts';
import { waitFor } from '../../wait.ts';
import { NODE_RANGES } from '../../names.ts';
import { checkEndedNode } from '../../node-checks.ts';
import { type Launched, MANUAL_ROUTES } from '../sandbox.ts';
import { readInstance, settledRoute, type Trial, waitForState } from '../trial.ts';
import { stop } from './stop-start.ts';

/** The state that EC2 says it is in now. */
async function terminate({ ec2: { client, call } }: Trial, { id }: Launched): Promise<string | undefined> {
  const command = new TerminateInstancesCommand({ InstanceIds: [id] });
  const { TerminatingInstances: [change] = [] } = await call('TerminateInstances', id, () => client.send(command));
  return change?.CurrentState?.Name;
}

/** Until it is terminated, or no longer shown at all. */
async function waitForEnd(trial: Trial, { id }: Launched): Promise<boolean> {
  const seen = await waitFor({ ...trial, deadline: 300_000, every: 2000 }, async () => {
    const state = (await readInstance(trial, id))?.State?.Name;
    return state === undefined || state === 'terminated' ? { isShown: state !== undefined } : undefined;
  });
  if (seen === undefined) await waitForState(trial, id, 'terminated');
  return seen?.isShown ?? true;
}

async function checkTerminatedNetwork(trial: Trial, { id }: Launched): Promise<void> {
  const instance = await readInstance(trial, id);
  const observed = instance?.VpcId === undefined ? 'not shown' : 'shown';
  const outcome = instance === undefined ? notTried('it is not listed') : outcomeOf(observed === 'not shown', observed);
  trial.results.add('terminated-network', outcome);
}

/** Answers when the instance was seen to be terminated; undefined when it never was. */
export async function checkEnd(trial: Trial, instance: Launched): Promise<number | undefined> {
  await terminate(trial, instance);
  const isListed = await waitForEnd(trial, instance);
  const endedAt = isListed ? trial.clock.now() : undefined;
  await checkTerminatedNetwork(trial, instance);
  await checkEndedNode(trial, NODE_RANGES[0]);
  return endedAt;
}

export async function checkStoppedEnd(trial: Trial, instance: Launched): Promise<void> {
  await stop(trial, instance);
  await waitForState(trial, instance.id, 'stopped');
  const state = await terminate(trial, instance);
  const observed = state === 'terminated' ? 'terminated at once' : `${state ?? 'no state'} first`;
  trial.results.add('stopped-terminated', outcomeOf(state === 'terminated', observed));
  await waitForEnd(trial, instance);
}

/** Milliseconds for which terminated instances are listed, at most, by the EC2 user guide. */
const LISTED_AT_MOST = 3_600_000;

/**
 * Waits for so many milliseconds whether the instance disappears.
 *
 * @param since when it was seen to be terminated
 */
export async function checkVisibility(trial: Trial, { id }: Launched, since: number | undefined, patience: number) {
  if (since === undefined) return trial.results.add('terminated-visible', outcomeOf(false, 'not at all'));
  const look = async () => ((await readInstance(trial, id)) === undefined ? true : undefined);
  const deadline = Math.max(0, since + patience - trial.clock.now());
  const gone = await waitFor({ ...trial, deadline, every: 10_000 }, look);
  const passed = trial.clock.now() - since;
  const observed = `${gone === undefined ? 'still listed' : 'gone'} after ${Math.round(passed / 1000)} s`;
  trial.results.add('terminated-visible', outcomeOf(gone !== undefined || passed <= LISTED_AT_MOST, observed));
}

/** Last of all: the longer ago the end was, the more the route has settled. */
export async function checkDeadRoute(trial: Trial): Promise<void> {
  const [table] = trial.sandbox.tables;
  const route = await settledRoute(trial, table, MANUAL_ROUTES.byInstance, ({ State }) => State === 'blackhole');
  trial.results.add('dead-route', deadOutcome(route));
}

function deadOutcome(route: Route | undefined): Outcome {
  if (route === undefined) return outcomeOf(false, 'the route is gone');
  const ids = [route.NetworkInterfaceId && 'interface', route.InstanceId && 'instance'].filter(Boolean);
  const isBelieved = route.State === 'blackhole' && ids.join() === 'interface';
  return outcomeOf(
    isBelieved,
    isBelieved ? 'the interface only' : `${route.State}; ids: ${ids.join(' and ') || 'none'}`,
  );
}
