import { DescribeInstanceAttributeCommand, EC2Client } from '@aws-sdk/client-ec2';
import { mockClient } from 'aws-sdk-client-mock';
import { describe, expect, it } from 'vitest';
import { makeEc2Api } from '../../../../shared/aws/api/api.ts';
import type { DescribedInstance } from '../../../../shared/aws/instances.ts';
import { ClaimReader } from '../../../../shared/aws/pod-cidr/claim-reader.ts';
import { node } from '../../../support/builders/network.ts';

const NODE: DescribedInstance = { instance: node('i-1'), vpcId: 'vpc-1', tags: new Map() };

/** A reader, and a function that answers the one call that it makes. */
function unansweredReader() {
  let answer = () => {};
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const client = new EC2Client({ region: 'us-east-1' });
  mockClient(client)
    .on(DescribeInstanceAttributeCommand)
    .callsFake(async () => {
      await answered;
      return { InstanceId: 'i-1', UserData: { Value: Buffer.from('pod-cidr=10.200.0.0/24').toString('base64') } };
    });
  return { reader: new ClaimReader(makeEc2Api(client), 'x'), answer };
}

describe('a read of user data that an earlier run left unanswered', () => {
  it('is shared, and waited for until the own time is over', async () => {
    const { reader, answer } = unansweredReader();
    expect(await reader.read([NODE], { claimReadTimeout: 0 })).toMatchObject([{ claim: { kind: 'postponed' } }]);
    const controller = new AbortController();
    const second = reader.read([NODE], { signal: controller.signal });
    controller.abort();
    expect(await second).toMatchObject([{ claim: { kind: 'postponed' } }]);
    expect(await reader.read([NODE], { signal: controller.signal })).toMatchObject([{ claim: { kind: 'postponed' } }]);
    const third = reader.read([NODE], {});
    answer();
    expect(await third).toMatchObject([{ claim: { kind: 'stated', values: ['10.200.0.0/24'] } }]);
  });
});
