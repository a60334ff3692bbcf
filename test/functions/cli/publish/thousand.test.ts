import { describe, expect, it } from 'vitest';
import { stage } from './aws-stage.ts';
import { awsProviderId } from './kubernetes.ts';

describe('podroutes publish in a large cluster', () => {
  it('publishes a thousand in few calls: two looks, one read for 25 writes', async () => {
    await using at = await stage();
    const { aws, kubernetes, publish } = at;
    const { backend, calls } = aws.ec2;
    const { id: vpcId } = backend.createVpc({ cidr: '172.20.0.0/16' });
    const { id: subnetId } = backend.createSubnet({ vpcId, cidr: '172.20.0.0/16' });
    const { id: table } = backend.createRouteTable({ vpcId });
    for (let i = 0; i < 1000; i += 1) {
      const range = `10.200.${i >> 2}.${(i & 3) * 64}/26`;
      const { id } = backend.runInstance({ interfaces: [{ subnetId }] });
      kubernetes.nodes.put({ name: `node-${i}`, providerId: awsProviderId(id), podCidrs: [range] });
    }
    aws.ec2.settle();
    const { code, stdout } = await publish('--output', 'json', '--route-table-ids', table);
    expect(code).toBe(0);
    expect(stdout.match(/"status": "done"/g)).toHaveLength(1000);
    expect(kubernetes.calls.count('list nodes')).toBe(2);
    expect(['DescribeRouteTables', 'DescribeInstances', 'CreateTags'].map((action) => calls.count(action))).toEqual([
      1, 41, 1000,
    ]);
  });
});
