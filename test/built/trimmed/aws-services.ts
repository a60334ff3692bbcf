import { deployAws } from '../../../infra/local/aws-deployment.ts';
import { LocalAutoScaling, LocalEventBus, seedTutorialCluster, startLocalEc2 } from '../../../infra/local/aws.ts';
import type { FaultInjector } from '../../../infra/local/simulation.ts';
import { captureLog } from '../../support/testbed/log.ts';
import { autoScalingCalls, type AwsCall, ec2Calls, eventBridgeCalls } from './aws-calls.ts';
import { iamCalls, lambdaCalls, logsCalls, sqsCalls } from './aws-deployed-calls.ts';

/** A service in a state that is the same each time, and the calls to make. */
export interface AwsService extends AsyncDisposable {
  readonly url: string;
  readonly faults?: FaultInjector;
  readonly calls: readonly AwsCall[];
}

const NOON = Date.UTC(2026, 0, 1, 12);

async function ec2(): Promise<AwsService> {
  const local = await startLocalEc2({ now: () => NOON, maxPage: 4 });
  const { backend } = local;
  const { vpcId: vpc, routeTableId: table, controllers, workers } = seedTutorialCluster(backend);
  const [worker = '', other = '', gone = ''] = workers.map(({ id }) => id);
  const nic = backend.interfacesOf(other)[0]?.id ?? '';
  for (const id of ['pcx-1', 'vgw-1']) {
    const destination = id === 'pcx-1' ? '10.9.0.0/16' : 'pl-0123';
    backend.addForeignRoute(table, { destination, target: { field: 'gatewayId', id } });
  }
  backend.terminate(gone);
  return {
    url: local.url,
    faults: local.faults,
    calls: ec2Calls({ vpc, table, worker, other, nic, controller: controllers[0]?.id ?? '' }),
    [Symbol.asyncDispose]: () => local.close(),
  };
}

async function autoScaling(): Promise<AwsService> {
  const local = await LocalAutoScaling.start();
  const instance = 'i-0123456789abcdef0';
  local.hold('launch', instance);
  return {
    url: local.url,
    faults: local.faults,
    calls: autoScalingCalls(instance),
    [Symbol.asyncDispose]: () => local[Symbol.asyncDispose](),
  };
}

async function eventBridge(): Promise<AwsService> {
  const local = await LocalEventBus.start();
  local.refuseNext = 1;
  return { url: local.url, calls: eventBridgeCalls(), [Symbol.asyncDispose]: () => local[Symbol.asyncDispose]() };
}

/** A service of which a deployment consists, behind the endpoint of the local EC2. */
const deployed = (calls: readonly AwsCall[]) => async (): Promise<AwsService> => {
  const local = await startLocalEc2({ now: () => NOON });
  deployAws(local, { log: captureLog('aws').log });
  return { url: local.url, faults: local.faults, calls, [Symbol.asyncDispose]: () => local.close() };
};

const SERVICES = new Map([
  ['@aws-sdk/client-ec2', ec2],
  ['@aws-sdk/client-auto-scaling', autoScaling],
  ['@aws-sdk/client-eventbridge', eventBridge],
  ['@aws-sdk/client-lambda', deployed(lambdaCalls())],
  ['@aws-sdk/client-sqs', deployed(sqsCalls())],
  ['@aws-sdk/client-cloudwatch-logs', deployed(logsCalls())],
  ['@aws-sdk/client-iam', deployed(iamCalls())],
]);

/** Starts the service that a package's client is for; where there is none, the local EC2 refuses what it does not know. */
export async function startServiceOf(from: string): Promise<AwsService> {
  const start = SERVICES.get(from);
  return start === undefined ? { ...(await ec2()), calls: [] } : start();
}
