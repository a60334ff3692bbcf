import { AWS_TUTORIAL, type LocalEc2, startLocalEc2 } from '../../../infra/local/aws.ts';

/** The ranges of all nodes. */
const CLUSTER_CIDR = '10.128.0.0/9';

/** A local EC2 with so many nodes whose user data states a range, each with its route. */
export interface RoutedFleet extends AsyncDisposable {
  readonly ec2: LocalEc2;
  /** For podroutes, and nothing of the machine's. */
  readonly env: Record<string, string>;
}

function bootNode({ backend }: LocalEc2, subnetId: string, routeTableId: string, i: number): void {
  const [high, low] = [Math.floor(i / 250), i % 250];
  const range = `10.${128 + high}.${low}.0/24`;
  const { id } = backend.runInstance({
    interfaces: [{ subnetId, privateIpAddress: `10.0.${1 + high}.${1 + low}` }],
    userData: `name=worker-${i}|pod-cidr=${range}`,
    tags: { Name: `worker-${i}`, ...AWS_TUTORIAL.clusterTag },
  });
  backend.setSourceDestCheck(id, false);
  backend.createRoute(routeTableId, range, { field: 'instanceId', id });
}

export async function startRoutedFleet(nodes: number): Promise<RoutedFleet> {
  const ec2 = await startLocalEc2({ routeQuota: 2000 });
  const { backend } = ec2;
  const tags = AWS_TUTORIAL.clusterTag;
  const { id: vpcId } = backend.createVpc({ cidr: '10.0.0.0/16', tags });
  const { id: subnetId } = backend.createSubnet({ vpcId, cidr: '10.0.0.0/16', tags });
  const { id: routeTableId } = backend.createRouteTable({ vpcId, tags });
  for (let i = 0; i < nodes; i += 1) bootNode(ec2, subnetId, routeTableId, i);
  ec2.settle();
  const env = {
    CLUSTER_NAME: AWS_TUTORIAL.cluster,
    CLUSTER_CIDR,
    AWS_ENDPOINT_URL: ec2.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
  return { ec2, env, [Symbol.asyncDispose]: () => ec2.close() };
}
