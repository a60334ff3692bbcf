import {
  CreateTagsCommand,
  DescribeInstancesCommand,
  ModifyInstanceMetadataOptionsCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { CLAIM_TAG } from '../../../../shared/aws/pod-cidr/claim-tag.ts';
import { only, openLab, running } from './harness.ts';

const SLASHED = 'kubernetes.io/cluster/lab';
const REFUSED = { name: 'InvalidParameterValue', message: expect.stringContaining(`'${SLASHED}'`) };

describe('tags in the metadata of an instance', () => {
  it.each([
    [CLAIM_TAG, undefined],
    [SLASHED, REFUSED],
  ])('a launch with the key %s', async (Key, refusal) => {
    await using cloud = await openLab();
    const launched = cloud.client.send(
      new RunInstancesCommand({
        ImageId: 'ami-0f1a5f5ada0e7da53',
        MinCount: 1,
        MaxCount: 1,
        SubnetId: cloud.net.subnetId,
        MetadataOptions: { InstanceMetadataTags: 'enabled' },
        TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key, Value: 'x' }] }],
      }),
    );
    if (refusal !== undefined) {
      await expect(launched).rejects.toMatchObject(refusal);
      const { Reservations } = await cloud.client.send(new DescribeInstancesCommand({}));
      return expect(Reservations).toEqual([]);
    }
    expect(only((await launched).Instances).MetadataOptions).toMatchObject({ InstanceMetadataTags: 'enabled' });
  });

  it('are switched on only where all keys may be there, and then no other is taken', async () => {
    await using cloud = await openLab();
    const id = running(cloud);
    const tag = (Key: string) =>
      cloud.client.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key, Value: 'x' }] }));
    const show = (InstanceMetadataTags: 'enabled' | 'disabled') =>
      cloud.client.send(new ModifyInstanceMetadataOptionsCommand({ InstanceId: id, InstanceMetadataTags }));
    await tag(CLAIM_TAG);
    expect((await show('enabled')).InstanceMetadataOptions).toMatchObject({ InstanceMetadataTags: 'enabled' });
    await tag(CLAIM_TAG);
    await expect(tag(SLASHED)).rejects.toMatchObject(REFUSED);
    await show('disabled');
    await tag(SLASHED);
    await expect(show('enabled')).rejects.toMatchObject(REFUSED);
  });
});
