import { ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import { type Bus, openBus, QUEUE_ARN } from './open-bus.ts';

describe('is refused', () => {
  it.each([
    ['neither pattern nor schedule', (bus: Bus) => bus.putRule({ EventPattern: undefined }), 'ValidationException'],
    ['a pattern that is no JSON', (bus: Bus) => bus.putRule({ EventPattern: '{' }), 'InvalidEventPatternException'],
    [
      'a pattern without list',
      (bus: Bus) => bus.putRule({ EventPattern: '{"source":"me"}' }),
      'InvalidEventPatternException',
    ],
    [
      'a pattern with an empty list',
      (bus: Bus) => bus.putRule({ EventPattern: '{"source":[]}' }),
      'InvalidEventPatternException',
    ],
    ['a name with a slash', (bus: Bus) => bus.putRule({ Name: 'a/b' }), 'ValidationException'],
    ['a name of 65 characters', (bus: Bus) => bus.putRule({ Name: 'r'.repeat(65) }), 'ValidationException'],
    ["a tag of AWS's", (bus: Bus) => bus.putRule({ Tags: [{ Key: 'aws:x', Value: '' }] }), 'ValidationException'],
    ['a bus that is not there', (bus: Bus) => bus.putRule({ EventBusName: 'none' }), 'ResourceNotFoundException'],
    [
      'a schedule on a bus of your own',
      (bus: Bus) => bus.putRule({ EventBusName: 'mine', ScheduleExpression: 'rate(1 day)' }),
      'ValidationException',
    ],
    ['a target of no rule', (bus: Bus) => bus.putTarget(), 'ResourceNotFoundException'],
    ['a queue with a dot in its name', (bus: Bus) => bus.createQueue({ QueueName: 'q.fifo' }), 'InvalidParameterValue'],
    [
      'an attribute that there is not',
      (bus: Bus) => bus.createQueue({ Attributes: { KmsMasterKeyId: 'mine' } }),
      'InvalidAttributeName',
    ],
    [
      'an attribute out of its range',
      (bus: Bus) => bus.createQueue({ Attributes: { VisibilityTimeout: '43201' } }),
      'InvalidAttributeValue',
    ],
    ['a policy that is none', (bus: Bus) => bus.createQueue({ Attributes: { Policy: '{}' } }), 'InvalidAttributeValue'],
  ])('%s', async (_what, send, name) => {
    await using bus = await openBus();
    await expect(send(bus)).rejects.toMatchObject({ name });
    expect([bus.ec2.services.rules.size, bus.ec2.services.queues.size]).toEqual([0, 0]);
  });

  it.each([
    ['no queue', { Arn: 'q' }],
    ['in another account', { Arn: QUEUE_ARN.replace('123456789012', '210987654321') }],
    ['with a transformed input', { InputPath: '$.detail' }],
  ])('a target that is %s', async (_what, target) => {
    await using bus = await openBus();
    await bus.putRule();
    await expect(bus.putTarget(target)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('the sixth target of a rule, and the 301st rule of a bus', async () => {
    await using bus = await openBus();
    await bus.putRule();
    for (let i = 0; i < 5; i += 1) await bus.putTarget({ Id: `${i}` });
    await expect(bus.putTarget()).rejects.toMatchObject({ name: 'LimitExceededException' });
    await Promise.all(Array.from({ length: 299 }, (_, i) => bus.putRule({ Name: `r${i}` })));
    await expect(bus.putRule({ Name: 'more' })).rejects.toMatchObject({ name: 'LimitExceededException' });
    const { Rules = [], NextToken } = await bus.events.send(new ListRulesCommand({}));
    expect([Rules.length, NextToken === undefined]).toEqual([100, false]);
  });
});
