import {
  DeleteRouteCommand,
  DescribeInstancesCommand,
  DescribeRouteTablesCommand,
  type Instance,
  type Route,
} from '@aws-sdk/client-ec2';
import type { Ec2Api } from '../../../../shared/aws/api/api.ts';
import { CloudError } from '../../../../shared/reconcile/cloud/cloud-error.ts';
import { LAG, type NodeTrial, type SandboxRoutes } from '../node-checks.ts';
import type { Results } from '../results.ts';
import { waitFor } from '../wait.ts';
import type { AwsCheckId } from './checklist.ts';
import type { Sandbox } from './sandbox.ts';

/** What all checks work with. */
export interface Trial extends NodeTrial {
  readonly ec2: Ec2Api;
  readonly sandbox: Sandbox;
  readonly results: Results<AwsCheckId>;
}

/** Milliseconds. A nano may take a minute to boot, and longer to stop. */
const TRANSITION = { deadline: 300_000, every: 2000 };

/** Undefined while EC2 does not show it. */
export async function readInstance({ ec2: { client, call } }: Trial, id: string): Promise<Instance | undefined> {
  const Filters = [{ Name: 'instance-id', Values: [id] }];
  const send = () => client.send(new DescribeInstancesCommand({ Filters }));
  const { Reservations = [] } = await call('DescribeInstances', id, send);
  return Reservations.flatMap(({ Instances = [] }) => Instances)[0];
}

export async function stateOf(trial: Trial, id: string): Promise<string | undefined> {
  return (await readInstance(trial, id))?.State?.Name;
}

/** Throws when it is not in that state in time. */
export async function waitForState(trial: Trial, id: string, wanted: string): Promise<void> {
  const look = async () => ((await stateOf(trial, id)) === wanted ? true : undefined);
  const reached = await waitFor({ ...trial, ...TRANSITION }, look);
  if (reached !== undefined) return;
  const seconds = TRANSITION.deadline / 1000;
  throw new CloudError('not-ready', 'NotInTime', `${id} was not ${wanted} within ${seconds} s`);
}

/** The route to `destination` in one of the tables; undefined when there is none. */
export async function readRoute(
  { ec2: { client, call } }: Pick<Trial, 'ec2'>,
  table: string,
  destination: string,
): Promise<Route | undefined> {
  const send = () => client.send(new DescribeRouteTablesCommand({ RouteTableIds: [table] }));
  const { RouteTables: [found] = [] } = await call('DescribeRouteTables', table, send);
  return found?.Routes?.find(({ DestinationCidrBlock }) => DestinationCidrBlock === destination);
}

/** A read may be older than the latest write: looks until the route is as it should be, then answers what it is. */
export async function settledRoute(
  trial: Trial,
  table: string,
  destination: string,
  isExpected: (route: Route) => boolean = () => true,
): Promise<Route | undefined> {
  const expected = await waitFor({ ...trial, ...LAG }, async () => {
    const route = await readRoute(trial, table, destination);
    return route !== undefined && isExpected(route) ? route : undefined;
  });
  return expected ?? readRoute(trial, table, destination);
}

/** `taken`, or the code with which EC2 refused it. Errors that say nothing of the request are thrown. */
export async function answerTo(send: () => Promise<unknown>): Promise<{ code: string; message: string }> {
  try {
    await send();
    return { code: 'taken', message: '' };
  } catch (error) {
    const isAnswer =
      error instanceof CloudError &&
      !['transient', 'throttled', 'interrupted', 'permission-denied'].includes(error.kind);
    if (!isAnswer) throw error;
    return { code: error.code, message: error.message };
  }
}

/** The routes of a range in both tables. */
export function routesOfSandbox(ec2: Ec2Api, { tables }: Sandbox): SandboxRoutes {
  const { client, call } = ec2;
  return {
    wanted: tables.length,
    inWords: 'a route in both tables',
    read: async (range) => {
      const routes = await Promise.all(tables.map((table) => readRoute({ ec2 }, table, range)));
      return routes.flatMap((route) =>
        route === undefined ? [] : [route.State === 'active' ? 'active' : 'blackhole'],
      );
    },
    deleteOne: async (DestinationCidrBlock) => {
      const [RouteTableId] = tables;
      const command = new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock });
      await call('DeleteRoute', RouteTableId, () => client.send(command));
    },
  };
}
