import { StartInstancesCommand, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { notTried, outcomeOf } from '../../outcome.ts';
import { waitFor } from '../../wait.ts';
import { NODE_RANGES } from '../../names.ts';
import { checkStartedTarget, checkStoppedNode } from '../../node-checks.ts';
import { type Launched, MANUAL_ROUTES } from '../sandbox.ts';
import { readRoute, settledRoute, stateOf, type Trial, waitForState } from '../trial.ts';

export async function stop(trial: Trial, { id }: Launched): Promise<void> {
  const { client, call } = trial.ec2;
  await call('StopInstances', id, () => client.send(new StopInstancesCommand({ InstanceIds: [id] })));
}

const manualRoute = (trial: Trial) => [trial, trial.sandbox.tables[0], MANUAL_ROUTES.byInstance] as const;

/** All that the route was while the instance was `stopping`, in order. */
async function statesWhileStopping(trial: Trial, { id }: Launched): Promise<string[]> {
  const seen: string[] = [];
  await waitFor({ ...trial, deadline: 300_000, every: 1000 }, async () => {
    const shown = (await readRoute(...manualRoute(trial)))?.State;
    const state = await stateOf(trial, id);
    if (state === 'stopping' && shown !== undefined && seen.at(-1) !== shown) seen.push(shown);
    return state === 'stopped' ? true : undefined;
  });
  return seen;
}

export async function checkStop(trial: Trial, instance: Launched): Promise<void> {
  await stop(trial, instance);
  const seen = await statesWhileStopping(trial, instance);
  const stopping =
    seen.length === 0
      ? notTried('it had stopped before it was seen')
      : outcomeOf(!seen.includes('blackhole'), seen.join(', then '));
  trial.results.add('stopping-target', stopping);
  await waitForState(trial, instance.id, 'stopped');
  const route = await settledRoute(...manualRoute(trial), ({ State }) => State === 'blackhole');
  trial.results.add('stopped-target', outcomeOf(route?.State === 'blackhole', route?.State ?? 'no route'));
  await checkStoppedNode(trial, NODE_RANGES[0]);
}

export async function checkStart(trial: Trial, { id }: Launched): Promise<void> {
  const { client, call } = trial.ec2;
  await call('StartInstances', id, () => client.send(new StartInstancesCommand({ InstanceIds: [id] })));
  await waitForState(trial, id, 'running');
  await checkStartedTarget(trial, NODE_RANGES[0], MANUAL_ROUTES.byInstance);
}
