import { beforeAll, expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { Rule } from '../../../../functions/cli/doctor/aws/deployment/reader.ts';
import {
  analyzeDeadLetters,
  analyzeEventSourceMappings,
  analyzeRules,
} from '../../../../functions/cli/doctor/aws/deployment/analyze.ts';
import type { Origin } from '../../../../functions/cli/doctor/aws/deployment/deploy-commands.ts';
import { deployAws } from '../../../../infra/local/aws-deployment.ts';
import { startLocalEc2 } from '../../../../infra/local/aws.ts';
import { captureLog } from '../../../support/testbed/log.ts';
import { packageWith, type Template } from '../package-template.ts';
import { statementsIn } from '../role.ts';

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
      return {
        name,
        isEnabled: true,
        isUnwanted: false,
        schedule: ScheduleExpression,
        detailTypes: EventPattern?.['detail-type'] ?? [],
      };
    });
}

/** The only resource of its type. */
function propertiesOf({ Resources }: Template, type: string): Readonly<Record<string, unknown>> {
  const all = Object.values(Resources).filter(({ Type }) => Type === type);
  expect(all).toHaveLength(1);
  return all[0]?.Properties ?? {};
}

/** `MaximumBatchingWindowInSeconds` as the AWS CLI calls it. */
const flagOf = (property: string) =>
  `--${property
    .split(/(?=[A-Z])/)
    .join('-')
    .toLowerCase()}`;

/** A property as the AWS CLI takes it: lists as they are, structures as `Name=value`. */
function written(value: unknown): string {
  if (Array.isArray(value)) return value.join(' ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, part]) => `${name}=${String(part)}`)
    .join(',');
}

/** Under: what the doctor expects of a deployment. */
export function doctorTests(): void {
  let template: Template;
  beforeAll(async () => {
    template = await packageWith();
  }, 60_000);

  const none = () => '';
  const origin: Origin = { kind: 'clone' };
  const stack = `podroutes-${CLUSTER}`;
  const deployment = { stack, settings: {}, aws: none, podroutes: none, allocate: false, origin };
  const options = { eventBus: undefined, writePodCidrTag: false, allocate: false };
  const state = { state: 'Active', stateReason: '', settings: {} };
  const fn = { name: `podroutes-${CLUSTER}`, arn: '', role: '', changedAt: undefined, options, origin, ...state };

  const queue = { arn: '', url: '', messageCount: 0, deadLetterArn: undefined };

  it('is what the stack has: each rule but the one for route edits is missed when it is gone', () => {
    const rules = rulesIn(template);
    expect(analyzeRules(deployment, rules)).toEqual([]);
    const missed = rules.filter(({ name }) => {
      const rest = rules.filter((rule) => rule.name !== name);
      return analyzeRules(deployment, rest).some(({ id }) => id === 'trigger-missing');
    });
    const expected = rules.map(({ name }) => name).filter((name) => name !== 'RouteEditRule');
    expect(missed.map(({ name }) => name)).toEqual(expected);
  });

  it('keeps the right to tell nodes their range when it is deployed again', () => {
    const [missing] = analyzeRules({ ...deployment, allocate: true }, []);
    expect(missing?.mend).toMatch(/osls deploy .*--param=allocate=true$/);
    const [without] = analyzeRules(deployment, []);
    expect(without?.mend).not.toContain('allocate');
    const release: Origin = { kind: 'release', version: '1.2.3' };
    const aws = (...some: readonly string[]) => some.join(' ');
    const [fromRelease] = analyzeRules({ ...deployment, aws, allocate: true, origin: release }, []);
    expect(fromRelease?.mend).toMatch(/cloudformation deploy .* Allocate=true /);
  });

  it('is fed as the stack feeds it, when the mapping is made anew', () => {
    const words = (...some: readonly string[]) => some.join(' ');
    const [found] = analyzeEventSourceMappings({ ...deployment, aws: words }, fn, { ...queue, arn: 'QUEUE' }, []);
    const { Enabled, ...properties } = propertiesOf(template, 'AWS::Lambda::EventSourceMapping');
    expect(Enabled).toBe(true);
    const ends = { FunctionName: fn.name, EventSourceArn: 'QUEUE' };
    const flags = Object.entries({ ...properties, ...ends }).map(
      ([name, value]) => `${flagOf(name)} ${written(value)}`,
    );
    const [command, ...options] = found?.mend.split(/ (?=--)/) ?? [];
    expect(command).toBe('lambda create-event-source-mapping');
    expect(options.toSorted()).toEqual(flags.toSorted());
  });

  it('gives events up when the stack does', () => {
    const [found] = analyzeDeadLetters(deployment, { ...queue, messageCount: 1 });
    expect(found?.what).toContain('given up after five deliveries');
    expect(template.Resources['EventQueue']?.Properties).toMatchObject({ RedrivePolicy: { maxReceiveCount: 5 } });
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
    deployAws(ec2, { log: captureLog('aws').log, settings: { EVENT_BUS_NAME: 'default' } });
    await ec2.close();
    const { BatchSize } = propertiesOf(template, 'AWS::Lambda::EventSourceMapping');
    expect([...ec2.services.mappings.values()].map(({ batchSize }) => batchSize)).toEqual([BatchSize]);
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
    expect([...(role?.allowed ?? [])].toSorted()).toEqual(allowed.toSorted());
  });
}
