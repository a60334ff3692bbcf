import { CreateTagsCommand, DeleteTagsCommand } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import type { TagChangeEvent } from '../../../../infra/local/aws.ts';
import { deployAws } from '../../../../infra/local/aws-deployment.ts';
import { captureLog } from '../../../support/testbed/log.ts';
import { openLab, running } from './harness.ts';

const tag = (Value: string) => [{ Key: 'pod-cidr', Value }];

async function openListened() {
  const cloud = await openLab();
  const events: TagChangeEvent[] = [];
  cloud.ec2.onTagChange((event) => events.push(event));
  return Object.assign(cloud, { events, id: running(cloud) });
}

describe('changes of tags', () => {
  it('are told with the keys that changed and all tags there are', async () => {
    await using cloud = await openListened();
    const { client, events, id } = cloud;
    await client.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'Name', Value: 'worker-0' }] }));
    await client.send(new CreateTagsCommand({ Resources: [id], Tags: tag('10.200.0.0/24') }));
    await client.send(new DeleteTagsCommand({ Resources: [id], Tags: [{ Key: 'Name' }] }));
    expect(events[1]).toEqual({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'detail-type': 'Tag Change on Resource',
      source: 'aws.tag',
      account: '123456789012',
      time: '2026-01-02T03:04:05Z',
      region: 'us-east-1',
      resources: [`arn:aws:ec2:us-east-1:123456789012:instance/${id}`],
      detail: {
        'changed-tag-keys': ['pod-cidr'],
        service: 'ec2',
        'resource-type': 'instance',
        version: 2,
        tags: { Name: 'worker-0', 'pod-cidr': '10.200.0.0/24' },
      },
    });
    expect(events[2]?.detail).toMatchObject({ 'changed-tag-keys': ['Name'], tags: { 'pod-cidr': '10.200.0.0/24' } });
  });

  it('are one event for each resource, and none where nothing changes', async () => {
    await using cloud = await openListened();
    const { client, events, id, net } = cloud;
    await client.send(new CreateTagsCommand({ Resources: [id, net.routeTableId], Tags: tag('auto') }));
    await client.send(new CreateTagsCommand({ Resources: [id], Tags: tag('auto') }));
    await client.send(new DeleteTagsCommand({ Resources: [id], Tags: [{ Key: 'Name' }] }));
    expect(events.map(({ detail }) => detail['resource-type'])).toEqual(['instance', 'route-table']);
  });

  it('are not told by a request that fails half-way', async () => {
    await using cloud = await openListened();
    const Resources = [cloud.id, 'i-0123456789abcdef0'];
    await expect(cloud.client.send(new CreateTagsCommand({ Resources, Tags: tag('auto') }))).rejects.toThrow();
    expect(cloud.events).toEqual([]);
  });

  it('reach the queue of a function whose rule matches them', async () => {
    await using cloud = await openListened();
    const { queue } = deployAws(cloud.ec2, { log: captureLog('aws').log });
    const setTag = (Key: string) =>
      cloud.client.send(new CreateTagsCommand({ Resources: [cloud.id], Tags: [{ Key, Value: 'x' }] }));
    await setTag('Name');
    await setTag('pod-cidr-2');
    expect(queue.length).toBe(0);
    await setTag('pod-cidr');
    expect(queue.takeAll().map((body) => JSON.parse(body))).toMatchObject([{ source: 'aws.tag' }]);
  });
});
