import { NODE_RANGES } from '../../names.ts';
import { checkEndedNode, checkStartedTarget, checkStoppedNode, LAG } from '../../node-checks.ts';
import { outcomeOf } from '../../outcome.ts';
import { waitFor } from '../../wait.ts';
import { write } from '../compute.ts';
import { isBlackhole, type Route, routesTo } from '../routes.ts';
import { instancesPath, type Launched, MANUAL_ROUTES, readInstance } from '../sandbox.ts';
import type { Trial } from '../trial.ts';

const changing = ({ compute, sandbox }: Trial, { name }: Launched, verb: 'stop' | 'start') =>
  write(compute, {
    path: `${instancesPath(sandbox)}/${name}/${verb}`,
    body: {},
    permission: `compute.instances.${verb}`,
  });

/** The route, once it has a warning, or what it is after a minute without one. */
async function warnedRoute({ compute, sandbox, ...trial }: Trial, range: string): Promise<Route | undefined> {
  const look = async () => (await routesTo(compute, sandbox, range))[0];
  const warned = await waitFor({ ...trial, ...LAG }, async () => {
    const route = await look();
    return route !== undefined && isBlackhole(route) ? route : undefined;
  });
  return warned ?? look();
}

const warningsOf = (route: Route | undefined): string =>
  route === undefined ? 'no route' : (route.warnings ?? []).map(({ code }) => code).join(' and ') || 'no warning';

export async function checkStop(trial: Trial, first: Launched): Promise<void> {
  const { compute, sandbox, results } = trial;
  await changing(trial, first, 'stop');
  const status = (await readInstance(compute, sandbox, first.name))?.status ?? 'none';
  results.add('stopped-status', outcomeOf(status === 'TERMINATED', status));
  const warnings = warningsOf(await warnedRoute(trial, MANUAL_ROUTES.byAddress));
  results.add('stopped-next-hop', outcomeOf(warnings === 'NEXT_HOP_NOT_RUNNING', warnings));
  await checkStoppedNode(trial, NODE_RANGES[0]);
}

export async function checkStart(trial: Trial, first: Launched): Promise<void> {
  const { compute, sandbox, results } = trial;
  await changing(trial, first, 'start');
  const instance = await readInstance(compute, sandbox, first.name);
  const isKept = instance?.networkInterfaces?.[0]?.networkIP === first.address;
  results.add('kept-address', outcomeOf(isKept, isKept ? 'kept' : 'another'));
  await checkStartedTarget(trial, NODE_RANGES[0], MANUAL_ROUTES.byAddress);
}

export async function checkEnd(trial: Trial, { name }: Launched): Promise<void> {
  const { compute, sandbox, results } = trial;
  await write(compute, { path: `${instancesPath(sandbox)}/${name}`, permission: 'compute.instances.delete' });
  const left = await readInstance(compute, sandbox, name);
  results.add('deleted-instance', outcomeOf(left === undefined, left === undefined ? 'not listed' : `${left.status}`));
  await checkEndedNode(trial, NODE_RANGES[0]);
}

export async function checkDeadRoutes(trial: Trial): Promise<void> {
  const { byAddress, byInstance } = MANUAL_ROUTES;
  const routes = [await warnedRoute(trial, byAddress), await warnedRoute(trial, byInstance)];
  const isBelieved = routes.every((route) => route !== undefined && isBlackhole(route));
  const [first, second] = routes.map(warningsOf);
  trial.results.add('dead-routes', outcomeOf(isBelieved, `by address: ${first}; by instance: ${second}`));
}
