import { DeleteRouteCommand } from '@aws-sdk/client-ec2';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AWS_CREDENTIALS } from '../../../../infra/local/aws-deployment.ts';
import {
  AWS_TUTORIAL,
  LocalAutoScaling,
  seedTutorialCluster as seedAws,
  startLocalEc2,
} from '../../../../infra/local/aws.ts';
import { GCP_TUTORIAL, seedTutorialCluster as seedGcp, startLocalGce } from '../../../../infra/local/gcp.ts';
import type { Clouds } from '../../../../infra/local/local-cloud/exports.ts';
import { runFunctions } from '../../../../infra/local/local-cloud/functions.ts';
import { ec2Client } from '../../../../shared/aws/api/client.ts';
import { awsEnv, gcpEnv, runCli } from '../../../support/cli/run-cli.ts';

/** Seconds after which nothing comes in a test. */
const NEVER = 100_000;

const POD_CIDRS = ['10.200.0.0/24', '10.200.1.0/24', '10.200.2.0/24'];

let stack: AsyncDisposableStack;
let clouds: Clouds;
let table: string;
let lines: string[];

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  const ec2 = await startLocalEc2();
  stack.defer(() => ec2.close());
  const gce = await startLocalGce({ autoSettle: 1 });
  stack.defer(() => gce.close());
  clouds = { ec2, scaling: stack.use(await LocalAutoScaling.start(ec2)), gce };
  table = seedAws(ec2.backend).routeTableId;
  seedGcp(gce.backend);
  lines = [];
});
afterEach(() => stack.disposeAsync());

const podRoutes = (all: readonly string[]) => all.filter((range) => range.startsWith('10.200.')).toSorted();
const awsRoutes = () => podRoutes(clouds.ec2.backend.routesOf(table).map(({ destination }) => destination));
const gcpRoutes = () => podRoutes([...clouds.gce.backend.state.routes.values()].map(({ destRange }) => destRange));

const start = async (resyncEvery = NEVER) => {
  const functions = await runFunctions(clouds, resyncEvery, (line) => lines.push(line));
  stack.defer(functions.close);
  return functions;
};

/** It comes at once; the time is for what never comes. */
const soon = <T>(look: () => T) => expect.poll(look, { timeout: 30_000, interval: 5 });

const all = async () => {
  await soon(awsRoutes).toEqual(POD_CIDRS);
  await soon(gcpRoutes).toEqual(POD_CIDRS);
};

const config = () => ({ endpoint: clouds.ec2.url, region: 'us-east-1', credentials: AWS_CREDENTIALS });

describe('the functions beside the local cloud', () => {
  it('give seeded workers their routes on both clouds, and say which cloud a line is of', async () => {
    await start();
    await all();
    await soon(() => lines.filter((line) => line.includes('"message":"reconciled"')).length).toBe(2);
    const status = await runCli(['status'], { env: awsEnv(clouds.ec2) });
    expect(status.stdout).toMatch(/podroutes-kubernetes-the-hard-way is active, changed \d+s ago/);
    expect((await runCli(['status'], { env: gcpEnv(clouds.gce) })).stdout).toMatch(/Last resync +\d+s ago/);
    expect(lines.filter((line) => !/^(aws|gcp) \| \{.*\}\n$/.test(line))).toEqual([]);
  });

  it('put back a route at once that somebody deletes on AWS, and take their own edits for nobody else’s', async () => {
    await start();
    await all();
    const route = { RouteTableId: table, DestinationCidrBlock: '10.200.1.0/24' };
    await ec2Client(config()).send(new DeleteRouteCommand(route));
    await all();
    await soon(() => lines.filter((line) => line.includes('edited by hand'))).toHaveLength(1);
  });

  it('look at everything when EventBridge, Lambda or the scheduler is told to', async () => {
    await start();
    await all();
    const { ec2, gce } = clouds;
    ec2.backend.deleteRoute(table, '10.200.1.0/24');
    const entry = { Source: 'me', DetailType: 'Resync Requested', Detail: '{}' };
    await new EventBridgeClient(config()).send(new PutEventsCommand({ Entries: [entry] }));
    await all();
    ec2.backend.deleteRoute(table, '10.200.2.0/24');
    const FunctionName = `podroutes-${AWS_TUTORIAL.cluster}`;
    await new LambdaClient(config()).send(
      new InvokeCommand({ FunctionName, Payload: Buffer.from('{"action":"resync"}') }),
    );
    expect(awsRoutes()).toEqual(POD_CIDRS);
    gce.backend.deleteRoute('kubernetes-route-10-200-1-0-24');
    const job = `projects/${GCP_TUTORIAL.project}/locations/us-west1/jobs/podroutes-${GCP_TUTORIAL.network}-resync`;
    expect(await (await fetch(`${gce.url}/v1/${job}:run`, { method: 'POST' })).json()).toMatchObject({ name: job });
    await all();
  });

  it('look at everything every so many seconds', async () => {
    await start(0.05);
    await all();
    clouds.ec2.backend.deleteRoute(table, '10.200.0.0/24');
    clouds.gce.backend.deleteRoute('kubernetes-route-10-200-2-0-24');
    await all();
  });
});
