import { CreateTagsCommand, DeleteRouteCommand } from '@aws-sdk/client-ec2';
import { POD_CIDR_TAG } from '../../../../../shared/aws/names.ts';
import { type Outcome, outcomeOf } from '../../outcome.ts';
import { waitFor } from '../../wait.ts';
import { type Launched, MANUAL_ROUTES, NODE_RANGES } from '../sandbox.ts';
import { activeRoutes, LAG, readInstance, readRoute, resyncUntil, type Trial } from '../trial.ts';

const within = (seconds: number | undefined, what: string): Outcome =>
  outcomeOf(seconds !== undefined, seconds === undefined ? 'not in time' : `${what}, after ${seconds} s`);

const hasRoutes = (trial: Trial, range: string) => async () => (await activeRoutes(trial, range)) === 2;

/** @param since when it was launched */
export async function checkLaunch(trial: Trial, { id }: Launched, since: number): Promise<void> {
  const routed = await resyncUntil(trial, hasRoutes(trial, NODE_RANGES[0]), since);
  trial.results.add('route-after-launch', within(routed, 'a route in both tables'));
  const isOff = async () => (await readInstance(trial, id))?.NetworkInterfaces?.[0]?.SourceDestCheck === false;
  const off = await resyncUntil(trial, isOff, since);
  trial.results.add('source-dest-check', outcomeOf(off !== undefined, off === undefined ? 'on' : 'off'));
}

export async function checkTagLater(trial: Trial, { id }: Launched): Promise<void> {
  const { client, call } = trial.ec2;
  const [, Value] = NODE_RANGES;
  const command = new CreateTagsCommand({ Resources: [id], Tags: [{ Key: POD_CIDR_TAG, Value }] });
  await call('CreateTags', id, () => client.send(command));
  const routed = await resyncUntil(trial, hasRoutes(trial, Value));
  trial.results.add('tag-later', within(routed, 'a route in both tables'));
}

export async function checkDeletedRoute(trial: Trial): Promise<void> {
  const { client, call } = trial.ec2;
  const [RouteTableId] = trial.sandbox.tables;
  const [DestinationCidrBlock] = NODE_RANGES;
  const command = new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock });
  await call('DeleteRoute', RouteTableId, () => client.send(command));
  await waitFor({ ...trial, ...LAG }, async () =>
    (await readRoute(trial, RouteTableId, DestinationCidrBlock)) === undefined ? true : undefined,
  );
  const repaired = await resyncUntil(trial, hasRoutes(trial, DestinationCidrBlock));
  trial.results.add('deleted-route', within(repaired, 'made again'));
}

/** After all the reconciles: what is not of the cluster is as it was made. */
export async function checkForeignRoutes(trial: Trial): Promise<void> {
  const [table] = trial.sandbox.tables;
  const { byInstance, byInterface } = MANUAL_ROUTES;
  const routes = await Promise.all([byInstance, byInterface].map((range) => readRoute(trial, table, range)));
  const isThere = routes.every((route) => route !== undefined);
  trial.results.add('foreign-route', outcomeOf(isThere, isThere ? 'left alone' : 'gone'));
}
