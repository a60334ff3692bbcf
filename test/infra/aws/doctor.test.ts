import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { Rule } from '../../../functions/cli/doctor/aws/deployed.ts';
import { judgeRules } from '../../../functions/cli/doctor/aws/deployment.ts';
import { deployAws } from '../../../infra/local/aws-deployment.ts';
import { startLocalEc2 } from '../../../infra/local/aws.ts';
import { captureLog } from '../../support/log.ts';
import { packageWith, type Template } from './package.ts';
import { statementsIn } from './role.ts';

const Properties = z.object({
  EventPattern: z.optional(z.looseObject({ 'detail-type': z.array(z.string()) })),
  ScheduleExpression: z.optional(z.string()),
});

const CLUSTER = 'kubernetes-the-hard-way';

/** The rules of the stack as the doctor would read them. */
function rulesIn({ Resources }: Template): Rule[] {
  return Object.entries(Resources)
    .filter(([, { Type }]) => Type === 'AWS::Events::Rule')
    .map(([name, resource]) => {
      const { EventPattern, ScheduleExpression } = Properties.parse(resource.Properties);
      return { name, isEnabled: true, schedule: ScheduleExpression, detailTypes: EventPattern?.['detail-type'] ?? [] };
    });
}

describe('what the doctor expects of a deployment', () => {
  let template: Template;
  beforeAll(async () => {
    template = await packageWith();
  }, 60_000);

  const none = () => '';
  const deployment = { stack: `podroutes-${CLUSTER}`, settings: {}, aws: none, podroutes: none };
  const fn = { name: `podroutes-${CLUSTER}`, arn: '', role: '', state: 'Active', stateReason: '', settings: {} };

  it('is what the stack has: each rule but the one for route edits is missed when it is gone', () => {
    const rules = rulesIn(template);
    expect(judgeRules(deployment, fn, rules)).toEqual([]);
    const missed = rules.filter(({ name }) => {
      const rest = rules.filter((rule) => rule.name !== name);
      return judgeRules(deployment, fn, rest).some(({ id }) => id === 'trigger-missing');
    });
    const expected = rules.map(({ name }) => name).filter((name) => name !== 'RouteEditRule');
    expect(missed.map(({ name }) => name)).toEqual(expected);
  });

  it('is called as the stack calls it', () => {
    expect(template.Resources['PodRoutesLambdaFunction']?.Properties).toMatchObject({ FunctionName: fn.name });
    const queues = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::SQS::Queue');
    expect(queues.map(([name]) => name)).toEqual(['EventQueue', 'DeadLetters', 'UndeliveredEvents']);
    // CloudFormation names them, by the stack and by these logical ids.
    for (const [, { Properties: properties }] of queues) expect(properties).not.toHaveProperty('QueueName');
  });

  it('is what the local cloud shows of it', async () => {
    const ec2 = await startLocalEc2();
    deployAws(ec2, { log: captureLog('aws').log });
    await ec2.close();
    const logical = (name: string) => name.split('-').at(-2);
    const { rules, roles } = ec2.services;
    const shown = [...rules.values()].map(({ name, schedule, pattern }) => ({
      name: logical(name),
      schedule,
      pattern,
    }));
    const real = rulesIn(template).map(({ name, schedule, detailTypes }) => ({
      name,
      schedule,
      pattern: schedule === undefined ? expect.objectContaining({ 'detail-type': detailTypes }) : undefined,
    }));
    expect(shown).toEqual(real);
    const [role] = roles.values();
    const allowed = statementsIn(template).flatMap(({ actions }) => actions);
    expect([...(role?.allowed ?? [])].toSorted()).toEqual(
      allowed.filter((each) => !/^(?:sqs|logs):/.test(each)).toSorted(),
    );
  });
});
