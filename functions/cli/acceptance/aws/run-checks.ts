import type { Ec2Api } from '../../../../shared/aws/api/api.ts';
import { LEFT_OUT } from './checklist.ts';
import {
  checkDryRun,
  checkIdenticalCreate,
  checkMissingRoute,
  checkPendingTarget,
  checkRouteIds,
} from './checks/api-answers.ts';
import { checkDeadRoute, checkEnd, checkStoppedEnd, checkVisibility } from './checks/end.ts';
import { checkLaunch, checkTagLater } from './checks/nodes.ts';
import { checkStart, checkStop } from './checks/stop-start.ts';
import { type DeployedFunction, watchDeadLetters } from '../deployed.ts';
import { clusterOf, NODE_RANGES } from '../names.ts';
import { checkDeletedRoute, checkForeignRoutes } from '../node-checks.ts';
import { notTried } from '../outcome.ts';
import { checkOutcomes } from './outcomes/check.ts';
import type { OutcomeWatch } from './outcomes/watch.ts';
import { createSandbox, launch, type Launch, type Launched, MANUAL_ROUTES } from './sandbox.ts';
import { routesOfSandbox, type Trial, waitForState } from './trial.ts';

export interface Wanted {
  readonly run: string;
  readonly zone?: string | undefined;
  /** Whose events are to make the routes; by default the command line reconciles. */
  readonly deployed: DeployedFunction | undefined;
  readonly outcomes: OutcomeWatch;
  readonly launch: Pick<Launch, 'type' | 'imageId'>;
  /** Milliseconds that a terminated instance is watched. */
  readonly watchTerminated: number;
}

/** Of a write, only whether it is sent ends with `signal`: what it makes has to be known, to be removed. */
export const sendingUntil = <Api extends Pick<Ec2Api, 'call'>>({ call, ...clients }: Api, signal: AbortSignal) => ({
  ...clients,
  call: ((action, subject, send, own = signal) => call(action, subject, send, own)) satisfies Ec2Api['call'],
});

async function checkWhileRunning(trial: Trial, first: Launched, second: Launched): Promise<void> {
  await checkRouteIds(trial, first);
  await checkIdenticalCreate(trial, first);
  await checkMissingRoute(trial, first);
  await checkDryRun(trial);
  await waitForState(trial, second.id, 'running');
  await checkTagLater(trial, second);
  await checkDeletedRoute(trial, NODE_RANGES[0]);
}

/** Makes a network with two nodes and goes with them through their lives. Removes nothing. */
export async function runAwsChecks(
  trial: Omit<Trial, 'sandbox' | 'routes'>,
  { run, zone, deployed, outcomes, launch: what, watchTerminated }: Wanted,
) {
  const ec2 = sendingUntil(trial.ec2, trial.signal);
  for (const [id, why] of LEFT_OUT) trial.results.add(id, notTried(why));
  const sandbox = await createSandbox(ec2, { run, cluster: deployed?.cluster ?? clusterOf(run) }, zone);
  const whole: Trial = { ...trial, ec2, sandbox, routes: routesOfSandbox(ec2, sandbox) };
  const checkDeadLetters = await watchDeadLetters(trial.results, deployed);
  const since = trial.clock.now();
  const userData = `name=first|pod-cidr=${NODE_RANGES[0]}`;
  const first = await launch(ec2, sandbox, { ...what, name: 'first', userData });
  await checkPendingTarget(whole, first);
  const second = await launch(ec2, sandbox, { ...what, name: 'second' });
  await checkLaunch(whole, first, since);
  await checkOutcomes(whole, outcomes, first, since);
  await waitForState(whole, first.id, 'running');
  await checkWhileRunning(whole, first, second);
  await checkStop(whole, first);
  await checkStart(whole, first);
  const endedAt = await checkEnd(whole, first);
  await checkStoppedEnd(whole, second);
  await checkForeignRoutes(whole, [MANUAL_ROUTES.byInstance, MANUAL_ROUTES.byInterface]);
  await checkVisibility(whole, first, endedAt, watchTerminated);
  await checkDeadRoute(whole);
  await checkDeadLetters();
}
