import { type DeployedFunction, watchDeadLetters } from '../deployed.ts';
import { clusterOf, NODE_RANGES } from '../names.ts';
import { checkDeletedRoute, checkForeignRoutes, checkRouted } from '../node-checks.ts';
import { notTried } from '../outcome.ts';
import { LEFT_OUT } from './checklist.ts';
import { checkCanIpForward, checkListings, checkPermissions, checkToldLater } from './checks/instances.ts';
import { checkDeadRoutes, checkEnd, checkStart, checkStop } from './checks/life.ts';
import {
  checkAtOnce,
  checkEqualRoute,
  checkOutsideSubnets,
  checkRepeatedRequest,
  checkTakenName,
  makeManualRoutes,
} from './checks/route-answers.ts';
import { createSandbox, type Launch, launch, type Launched, MANUAL_ROUTES, type Sandbox } from './sandbox.ts';
import { routesOfSandbox } from './routes.ts';
import type { Trial } from './trial.ts';

/** A function that was deployed for the network that a run makes. */
export interface DeployedOnGcp extends DeployedFunction {
  readonly network: string;
}

export interface Wanted {
  readonly run: string;
  readonly zone: string;
  /** Whose events are to make the routes; by default the command line reconciles. */
  readonly deployed: DeployedOnGcp | undefined;
  readonly launch: Pick<Launch, 'type' | 'image'>;
}

/** The network that a run makes: the deployed function's, or its own. */
const sandboxOf = ({ run, zone, deployed }: Pick<Wanted, 'run' | 'zone' | 'deployed'>): Sandbox => ({
  run,
  zone,
  network: deployed?.network ?? clusterOf(run),
});

async function checkAnswers(trial: Trial, first: Launched): Promise<void> {
  await checkListings(trial);
  await checkPermissions(trial);
  await makeManualRoutes(trial, first);
  await checkTakenName(trial, first);
  await checkAtOnce(trial, first);
  await checkRepeatedRequest(trial, first);
  await checkOutsideSubnets(trial);
  await checkEqualRoute(trial, first);
}

/** Makes a network with two nodes and goes with them through their lives. Removes nothing. */
export async function runGcpChecks(trial: Omit<Trial, 'sandbox' | 'routes'>, wanted: Wanted): Promise<void> {
  const { compute, results } = trial;
  for (const [id, why] of LEFT_OUT) results.add(id, notTried(why));
  const sandbox = sandboxOf(wanted);
  await createSandbox(compute, sandbox);
  const whole: Trial = { ...trial, sandbox, routes: routesOfSandbox(compute, sandbox) };
  const checkDeadLetters = await watchDeadLetters(trial.results, wanted.deployed);
  const since = trial.clock.now();
  const first = await launch(compute, sandbox, { ...wanted.launch, name: 'first', range: NODE_RANGES[0] });
  await checkRouted(whole, 'route-after-launch', NODE_RANGES[0], since);
  await checkCanIpForward(whole, first);
  const second = await launch(compute, sandbox, { ...wanted.launch, name: 'second' });
  await checkAnswers(whole, first);
  await checkToldLater(whole, second);
  await checkDeletedRoute(whole, NODE_RANGES[0]);
  await checkStop(whole, first);
  await checkStart(whole, first);
  await checkEnd(whole, first);
  await checkForeignRoutes(whole, [MANUAL_ROUTES.byAddress, MANUAL_ROUTES.byInstance]);
  await checkDeadRoutes(whole);
  await checkDeadLetters();
}
