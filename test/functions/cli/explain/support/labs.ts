import { podCidrOf } from '../../../../../infra/local/aws.ts';
import { GCP_TUTORIAL, workerAddress, workerRouteName } from '../../../../../infra/local/gcp.ts';
import { type DoctorFixture, startAwsDoctorFixture, startGcpDoctorFixture } from '../../doctor/support/fixtures.ts';

/** The cluster of the lab, and what can be done to it on both clouds. */
interface Lab {
  readonly fixture: DoctorFixture;
  /** What worker `i` says of its pod CIDR. */
  readonly state: (i: number, podCidr: string) => void;
  readonly terminate: (i: number) => void;
  /** A route to worker `i`, in the place of the one to that range. */
  readonly routeTo: (range: string, i: number) => void;
  readonly routeToGateway: (range: string) => void;
  readonly settle: () => void;
}

async function startAws(): Promise<Lab> {
  const fixture = await startAwsDoctorFixture();
  const { ec2, cluster } = fixture;
  const { backend } = ec2;
  const id = (i: number) => cluster.workers[i]?.id ?? '';
  const table = cluster.routeTableId;
  return {
    fixture,
    state: (i, podCidr) => backend.tag(id(i), { 'pod-cidr': podCidr }),
    terminate: (i) => {
      backend.terminate(id(i));
      ec2.settle();
    },
    routeTo: (range, i) => {
      if (backend.routesOf(table).some(({ destination }) => destination === range)) backend.deleteRoute(table, range);
      backend.createRoute(table, range, { field: 'instanceId', id: id(i) });
    },
    routeToGateway: (range) => backend.createRoute(table, range, { field: 'gatewayId', id: cluster.gatewayId }),
    settle: () => ec2.settle(),
  };
}

async function startGcp(): Promise<Lab> {
  const fixture = await startGcpDoctorFixture();
  const { backend } = fixture.gce;
  const { network } = GCP_TUTORIAL;
  const ranges = [0, 1, 2].map(podCidrOf);
  return {
    fixture,
    state: (i, podCidr) => backend.setMetadata(`worker-${i}`, { 'pod-cidr': podCidr }),
    terminate: (i) => backend.deleteInstance(`worker-${i}`),
    routeTo: (range, i) => {
      const at = ranges.indexOf(range);
      if (at >= 0) backend.deleteRoute(workerRouteName(at));
      const name = `kubernetes-route-${range.replaceAll(/[./]/g, '-')}`;
      backend.addRoute({ name, network, destRange: range, nextHopIp: workerAddress(i) });
    },
    routeToGateway: (range) => {
      const nextHopGateway = `projects/${GCP_TUTORIAL.project}/global/gateways/default-internet-gateway`;
      backend.addRoute({ name: 'gateway', network, destRange: range, nextHopGateway });
    },
    settle: () => fixture.gce.settle(),
  };
}

export const LABS = [
  ['AWS', startAws],
  ['GCP', startGcp],
] as const;
