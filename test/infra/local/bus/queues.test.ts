import { DeleteQueueCommand, ListQueueTagsCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { openBus } from './open-bus.ts';

describe('a queue', () => {
  it('is made once by the same request, and not with another attribute', async () => {
    await using bus = await openBus();
    const tags = { owner: 'me' };
    const { QueueUrl } = await bus.createQueue({ tags });
    expect(await bus.createQueue({ tags })).toMatchObject({ QueueUrl });
    expect((await bus.sqs.send(new ListQueueTagsCommand({ QueueUrl }))).Tags).toEqual(tags);
    const other = bus.createQueue({ Attributes: { VisibilityTimeout: '60' } });
    await expect(other).rejects.toMatchObject({ name: 'QueueNameExists' });
  });

  it('leaves its name taken for a minute', async () => {
    let now = 0;
    await using bus = await openBus(() => now);
    const { QueueUrl } = await bus.createQueue();
    await bus.sqs.send(new DeleteQueueCommand({ QueueUrl }));
    await expect(bus.sqs.send(new DeleteQueueCommand({ QueueUrl }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
    await expect(bus.createQueue()).rejects.toMatchObject({ name: 'QueueDeletedRecently' });
    now += 60_000;
    await bus.createQueue();
  });

  it('shows all its messages in turn, ten at most', async () => {
    await using bus = await openBus();
    const { QueueUrl } = await bus.createQueue();
    for (let i = 0; i < 12; i += 1) bus.ec2.services.queues.get('q')?.messages.put(`${i}`);
    const receive = (MaxNumberOfMessages: number) =>
      bus.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages }));
    const bodies = [...((await receive(10)).Messages ?? []), ...((await receive(2)).Messages ?? [])];
    expect(new Set(bodies.map(({ Body }) => Body)).size).toBe(12);
    await expect(receive(11)).rejects.toThrow(/Must be between 1 and 10/);
  });
});
