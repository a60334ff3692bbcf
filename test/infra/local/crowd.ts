import { GCP_TUTORIAL, type GceBackend } from '../../../infra/local/gcp.ts';
import type { Ec2Backend } from '../../../infra/local/aws.ts';

/** A table with the routes to so many running instances. */
export function crowdOnEc2(backend: Ec2Backend, count: number): string {
  const { id: vpcId } = backend.createVpc({ cidr: '10.0.0.0/16' });
  const { id: subnetId } = backend.createSubnet({ vpcId, cidr: '10.0.0.0/16' });
  const { id: tableId } = backend.createRouteTable({ vpcId });
  for (let i = 0; i < count; i += 1) {
    const { id } = backend.runInstance({ subnetId });
    backend.createRoute(tableId, `100.64.${Math.floor(i / 4)}.${(i % 4) * 64}/26`, { field: 'instanceId', id });
  }
  backend.settle();
  return tableId;
}

/** The network `big` with so many instances and routes. */
export function crowdOnGce(backend: GceBackend, count: number): void {
  const { zone } = GCP_TUTORIAL;
  backend.createNetwork('big');
  backend.createSubnet({ name: 'big', network: 'big', region: GCP_TUTORIAL.region, range: '10.0.0.0/16' });
  for (let index = 0; index < count; index += 1) {
    const { nics } = backend.createInstance({ name: `node-${index}`, zone, subnet: 'big', canIpForward: true });
    const destRange = `10.${100 + (index >> 8)}.${index & 255}.0/24`;
    backend.addRoute({ name: `pods-${index}`, network: 'big', destRange, nextHopIp: nics[0]?.ip });
  }
}
