import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  ListRulesCommand,
  ListTagsForResourceCommand,
  ListTargetsByRuleCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import { openBus, QUEUE_ARN, RULE_ARN, statement } from './open-bus.ts';

describe('a rule that leads to a queue', () => {
  it('brings the events that its pattern takes, and no others', async () => {
    await using bus = await openBus();
    await bus.connect();
    expect(await bus.received({ Source: 'another' })).toEqual([]);
    expect(await bus.received()).toMatchObject([{ source: 'me', 'detail-type': 'Something', detail: { a: 1 } }]);
  });

  it.each([
    ['lets nobody send', []],
    ['lets another rule send', statement({}, `${RULE_ARN}2`)],
    ['lets another service send', statement({ Principal: { Service: 'sns.amazonaws.com' } })],
    ['lets receive', statement({ Action: 'sqs:ReceiveMessage' })],
    ['is about another queue', statement({ Resource: `${QUEUE_ARN}2` })],
    ['asks what nobody knows', statement({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } })],
    ['forbids it', [statement(), statement({ Effect: 'Deny' })]],
  ])('brings nothing where the queue %s', async (_how, given) => {
    await using bus = await openBus();
    await bus.connect(given);
    expect(await bus.received()).toEqual([]);
  });

  it('brings what cannot be delivered to its dead letters', async () => {
    await using bus = await openBus();
    const Policy = JSON.stringify({ Statement: statement({ Resource: '*' }) });
    await bus.createQueue({ QueueName: 'letters', Attributes: { Policy } });
    await bus.connect(statement({ Effect: 'Deny' }));
    await bus.putTarget({ DeadLetterConfig: { Arn: QUEUE_ARN.replace(/q$/, 'letters') } });
    expect(await bus.received({}, 'letters')).toHaveLength(1);
  });

  it('brings nothing while it is disabled, from another bus, or from one that is not there', async () => {
    await using bus = await openBus();
    await bus.connect();
    expect(await bus.received({ EventBusName: 'mine' })).toEqual([]);
    expect(await bus.received({ EventBusName: 'none' })).toEqual([]);
    await bus.events.send(new DisableRuleCommand({ Name: 'r' }));
    expect(await bus.received()).toEqual([]);
  });

  it('brings what EC2 tells of its instances', async () => {
    await using bus = await openBus();
    await bus.connect();
    await bus.putRule({ EventPattern: JSON.stringify({ source: ['aws.ec2'] }) });
    const { backend } = bus.ec2;
    const subnet = backend.createSubnet({ vpcId: backend.createVpc({ cidr: '10.0.0.0/16' }).id, cidr: '10.0.0.0/24' });
    backend.runInstance({ subnetId: subnet.id });
    expect(await bus.received({ Source: 'another' })).toMatchObject([
      { source: 'aws.ec2', detail: { state: 'pending' } },
    ]);
  });

  it('is on the bus that it was made on, and on no other', async () => {
    await using bus = await openBus();
    await bus.putRule({ EventBusName: 'mine', Tags: [{ Key: 'owner', Value: 'me' }] });
    const ResourceARN = RULE_ARN.replace('rule/', 'rule/mine/');
    const { Rules } = await bus.events.send(new ListRulesCommand({ EventBusName: 'mine', NamePrefix: 'r' }));
    expect(Rules).toMatchObject([{ Name: 'r', Arn: ResourceARN, EventBusName: 'mine', State: 'ENABLED' }]);
    const { Tags } = await bus.events.send(new ListTagsForResourceCommand({ ResourceARN }));
    expect(Tags).toEqual([{ Key: 'owner', Value: 'me' }]);
    expect((await bus.events.send(new ListRulesCommand({}))).Rules).toEqual([]);
    await expect(bus.events.send(new DescribeRuleCommand({ Name: 'r' }))).rejects.toThrow(
      /does not exist on EventBus default/,
    );
  });

  it('keeps its targets and tags when it is put again, and goes only without targets', async () => {
    await using bus = await openBus();
    await bus.connect();
    await bus.putRule({ State: 'DISABLED', Tags: [{ Key: 'owner', Value: 'me' }] });
    expect((await bus.events.send(new ListTargetsByRuleCommand({ Rule: 'r' }))).Targets).toHaveLength(1);
    expect((await bus.events.send(new ListTagsForResourceCommand({ ResourceARN: RULE_ARN }))).Tags).toEqual([]);
    const remove = () => bus.events.send(new DeleteRuleCommand({ Name: 'r' }));
    await expect(remove()).rejects.toMatchObject({ name: 'ValidationException' });
    await bus.events.send(new RemoveTargetsCommand({ Rule: 'r', Ids: ['t', 'another'] }));
    await remove();
    // "If you call delete rule multiple times for the same rule, all calls will succeed."
    await remove();
  });
});
