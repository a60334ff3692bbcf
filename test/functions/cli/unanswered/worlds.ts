import { deployAws } from '../../../../infra/local/aws-deployment.ts';
import {
  AWS_TUTORIAL,
  type Ec2Backend,
  podCidrOf,
  seedTutorialCluster as seedAws,
  startLocalEc2,
  type TutorialCluster,
} from '../../../../infra/local/aws.ts';
import { deployGcp } from '../../../../infra/local/gcp-deployment.ts';
import {
  GCP_TUTORIAL,
  type LocalGce,
  seedTutorialCluster as seedGcp,
  startLocalGce,
  workerAddress,
  workerPodCidr,
  workerRouteName,
} from '../../../../infra/local/gcp.ts';
import type { CallLog, FaultInjector } from '../../../../infra/local/simulation.ts';
import { awsEnv, gcpEnv } from '../../../support/cli/run-cli.ts';
import { captureLog } from '../../../support/testbed/log.ts';

export type CloudName = 'aws' | 'gcp';

/** `sound`: all routes are there. `missing`: none is. `unsound`: every kind of write is needed to make them right, and a node asks for a range. */
export type Condition = 'sound' | 'missing' | 'unsound';

/** A cluster with its functions. */
export interface World extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
  readonly calls: CallLog;
  readonly faults: FaultInjector;
  /** Whatever comes on the connections that are open now is never answered. */
  readonly loseConnections: () => void;
}

function spoilAws(backend: Ec2Backend, { subnetId, securityGroupId, routeTableId, workers }: TutorialCluster): void {
  const tags = { Name: 'asking', ...AWS_TUTORIAL.clusterTag, 'pod-cidr': 'auto' };
  backend.runInstance({ subnetId, groupIds: [securityGroupId], userData: 'name=asking', tags });
  const [, first, gone] = workers;
  if (first === undefined || gone === undefined) throw new Error('there are too few workers');
  backend.setSourceDestCheck(first.id, true);
  backend.createRoute(routeTableId, podCidrOf(0), { field: 'instanceId', id: first.id });
  backend.createRoute(routeTableId, podCidrOf(2), { field: 'instanceId', id: gone.id });
  backend.terminate(gone.id);
}

async function awsWorld(condition: Condition): Promise<World> {
  const ec2 = await startLocalEc2();
  const { backend } = ec2;
  const cluster = seedAws(backend);
  deployAws(ec2, { log: captureLog('aws').log, settings: { CLUSTER_CIDR: AWS_TUTORIAL.clusterCidr } });
  if (condition === 'unsound') spoilAws(backend, cluster);
  for (const [i, { id }] of condition === 'sound' ? cluster.workers.entries() : [])
    backend.createRoute(cluster.routeTableId, podCidrOf(i), { field: 'instanceId', id });
  ec2.settle();
  ec2.calls.reset();
  return {
    env: awsEnv(ec2),
    calls: ec2.calls,
    faults: ec2.faults,
    loseConnections: () => ec2.loseConnections(),
    [Symbol.asyncDispose]: () => ec2.close(),
  };
}

/** The routes that are there, by their names. */
function seedGcpRoutes({ backend }: LocalGce, condition: Condition): void {
  const { zone, subnet, network } = GCP_TUTORIAL;
  const names = { sound: [0, 1, 2].map(workerRouteName), missing: [], unsound: ['made-by-hand'] };
  for (const [i, name] of names[condition].entries())
    backend.addRoute({ name, network, destRange: workerPodCidr(i), nextHopIp: workerAddress(i) });
  if (condition === 'unsound')
    backend.createInstance({ name: 'asking', zone, subnet, metadata: { 'pod-cidr': 'auto' }, canIpForward: true });
}

async function gcpWorld(condition: Condition): Promise<World> {
  // Operations that take a while are what `missing` is about.
  const gce = await startLocalGce(condition === 'missing' ? {} : { operationSteps: 0 });
  seedGcp(gce.backend);
  seedGcpRoutes(gce, condition);
  const settings = { CLUSTER_CIDR: GCP_TUTORIAL.clusterRange };
  const deployed = await deployGcp(gce, { log: captureLog('gcp').log, settings });
  gce.calls.reset();
  return {
    env: gcpEnv(gce),
    calls: gce.calls,
    faults: gce.faults,
    loseConnections: () => gce.loseConnections(),
    [Symbol.asyncDispose]: async () => {
      await deployed.close();
      await gce.close();
    },
  };
}

const WORLDS = { aws: awsWorld, gcp: gcpWorld };

export const startWorld = (cloud: CloudName, condition: Condition): Promise<World> => WORLDS[cloud](condition);
