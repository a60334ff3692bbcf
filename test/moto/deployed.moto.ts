import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import * as z from 'zod/mini';
import { flagsOf } from '../infra/aws/package-template.ts';
import { putEvents, takeAll } from './support/events/bus.ts';
import { deploy, deployedCode, physicalIds, STACK } from './support/deployment.ts';
import { batchOf, stateChange } from './support/events/events.ts';
import { WarmFunction } from './support/function/warm-function.ts';
import { metricsIn, alarmMetrics } from './support/function/metrics.ts';
import { RULES, samples } from './support/events/samples.ts';
import { aws, resetMoto, runTutorial, run } from './support/suite/shell.ts';
import { lines } from './support/suite/text.ts';

let folder: string;
let idOf: Awaited<ReturnType<typeof physicalIds>>;

beforeAll(async () => {
  await resetMoto();
  folder = await mkdtemp(join(inject('scratch'), 'package-'));
  await run('osls', 'package', '--package', folder, ...flagsOf({}));
  await deploy(folder);
  idOf = await physicalIds();
});

async function arnOf(queue: string): Promise<string> {
  const asked = ['--queue-url', idOf(queue), '--attribute-names', 'QueueArn', '--query', 'Attributes.QueueArn'];
  return z.string().parse(await aws('sqs', 'get-queue-attributes', ...asked));
}

describe('the packaged template', () => {
  it.for(['create', 'update'])('has nothing that cfn-lint minds (%s)', async (kind) => {
    const template = join(folder, `cloudformation-template-${kind}-stack.json`);
    expect(await run('cfn-lint', '--non-zero-exit-code', 'informational', template)).toBe('');
  });
});

describe('the deployed stack, as read back', () => {
  it('has a function with the settings of the cluster', async () => {
    const found = await aws('lambda', 'get-function-configuration', '--function-name', STACK);
    expect(found).toMatchObject({
      Runtime: 'nodejs24.x',
      Handler: 'dist/aws/handler.handler',
      Role: expect.stringContaining(idOf('FunctionRole')),
      Environment: { Variables: { CLUSTER_NAME: 'kubernetes-the-hard-way', CLUSTER_CIDR: '10.200.0.0/16' } },
    });
    const group = ['--log-group-name-prefix', `/aws/lambda/${STACK}`, '--query', 'logGroups[0].retentionInDays'];
    expect(await aws('logs', 'describe-log-groups', ...group)).toBe(30);
  });

  it('reserves no concurrency, of which a new account has none to spare', async () => {
    expect(await aws('lambda', 'get-function-concurrency', '--function-name', STACK)).toBeUndefined();
  });

  it('takes events in batches out of a queue that keeps what fails', async () => {
    const query = 'EventSourceMappings[0]';
    expect(await aws('lambda', 'list-event-source-mappings', '--query', query)).toMatchObject({
      FunctionArn: expect.stringMatching(`:${STACK}$`),
      EventSourceArn: await arnOf('EventQueue'),
      BatchSize: 50,
      MaximumBatchingWindowInSeconds: 1,
      ScalingConfig: { MaximumConcurrency: 2 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    const asked = ['--queue-url', idOf('EventQueue'), '--attribute-names', 'All', '--query', 'Attributes'];
    const Attributes = z.object({ VisibilityTimeout: z.string(), RedrivePolicy: z.string() });
    const { VisibilityTimeout, RedrivePolicy } = Attributes.parse(await aws('sqs', 'get-queue-attributes', ...asked));
    const timeout = ['--function-name', STACK, '--query', 'Timeout'];
    const seconds = z.number().parse(await aws('lambda', 'get-function-configuration', ...timeout));
    expect(Number(VisibilityTimeout)).toBeGreaterThanOrEqual(6 * seconds);
    expect(JSON.parse(RedrivePolicy)).toEqual({ deadLetterTargetArn: await arnOf('DeadLetters'), maxReceiveCount: 5 });
  });

  it.for([...RULES, 'ScheduleRule'])(
    'sends what %s lets through to the queue, or else to a dead-letter queue',
    async (rule) => {
      const targets = await aws('events', 'list-targets-by-rule', '--rule', idOf(rule), '--query', 'Targets');
      expect(targets).toEqual([
        {
          Id: 'EventQueue',
          Arn: await arnOf('EventQueue'),
          DeadLetterConfig: { Arn: await arnOf('UndeliveredEvents') },
        },
      ]);
    },
  );

  it('has a role that writes routes in tables with the tag of the cluster only', async () => {
    const asked = ['--role-name', idOf('FunctionRole'), '--policy-name', 'podroutes', '--query', 'PolicyDocument'];
    // moto writes a policy that CloudFormation made as Python does.
    const json = z
      .string()
      .parse(await aws('iam', 'get-role-policy', ...asked))
      // CloudFormation leaves out what refers to AWS::NoValue; moto keeps a place for it.
      .replaceAll('None, ', '')
      .replaceAll("'", '"');
    const { Statement } = z.object({ Statement: z.array(z.looseObject({})) }).parse(JSON.parse(json));
    const writing = Statement.filter((statement) => JSON.stringify(statement['Action']).includes('Route"'));
    expect(writing).toEqual([
      {
        Sid: 'WriteRoutes',
        Effect: 'Allow',
        Action: ['ec2:CreateRoute', 'ec2:ReplaceRoute', 'ec2:DeleteRoute'],
        Resource: ['arn:aws:ec2:us-east-1:123456789012:route-table/*'],
        Condition: { Null: { 'aws:ResourceTag/kubernetes.io/cluster/kubernetes-the-hard-way': 'false' } },
      },
    ]);
  });
});

describe('the deployed function', () => {
  it('provisions the lab from events on the bus, run from the zip in the bucket', async () => {
    await disableEventSource();
    const ids = lines(await runTutorial('network.sh', 'boot-controllers.sh', 'boot-three-workers.sh'));
    await putEvents(ids.map((id) => stateChange(id, 'running')));
    const bodies = await takeAll(idOf('EventQueue'));
    expect(bodies).toHaveLength(ids.length);

    const configuration = await aws('lambda', 'get-function-configuration', '--function-name', STACK);
    const { Handler, Environment } = z
      .object({ Handler: z.string(), Environment: z.object({ Variables: z.record(z.string(), z.string()) }) })
      .parse(configuration);
    const [path = '', name = ''] = Handler.split('.');
    const file = join(await deployedCode(idOf('ServerlessDeploymentBucket')), `${path}.mjs`);
    await using podRoutes = await WarmFunction.start(file, Environment.Variables, name);
    const outcomes = await subscribe('outcomes', { source: ['podroutes'] });
    expect(await podRoutes.invoke(batchOf(bodies))).toEqual({ batchItemFailures: [] });

    const table = await runTutorial('find-vpc.sh', 'find-table.sh', 'list-routes.sh');
    for (const [i, id] of ids.slice(3).entries())
      expect(table).toMatch(new RegExp(`${id} *\\| +10\\.200\\.${i}\\.0/24`));
    expect((await takeAll(outcomes)).map(typeOf)).toEqual(Array(3).fill('Pod Route Created'));
    expect(metricsIn(podRoutes.log)).toEqual(expect.arrayContaining(await alarmMetrics(folder)));
  });
});

describe('the deployed rules', () => {
  it('let through what concerns pod routes, and nothing else', async () => {
    const role = await aws('iam', 'get-role', '--role-name', idOf('FunctionRole'), '--query', 'Role.Arn');
    const all = samples(z.string().parse(role));
    const probes = new Map<string, string>();
    for (const rule of RULES) probes.set(rule, await captureRule(rule));
    await putEvents(all.map(({ event }) => event));
    for (const rule of RULES) {
      const taken = (await takeAll(probes.get(rule) ?? '')).map(summaryOf);
      const expected = all
        .filter((sample) => sample.rule === rule)
        .map(({ event }) => summaryOf(JSON.stringify(event)));
      expect(taken.toSorted(), rule).toEqual(expected.toSorted());
    }
  });
});

/** On moto a schedule rule lets every event through, and the event source mapping wants Docker. */
async function disableEventSource(): Promise<void> {
  await aws('events', 'remove-targets', '--rule', idOf('ScheduleRule'), '--ids', 'EventQueue');
  const query = ['--query', 'EventSourceMappings[0].UUID'];
  const uuid = z.string().parse(await aws('lambda', 'list-event-source-mappings', ...query));
  await aws('lambda', 'update-event-source-mapping', '--uuid', uuid, '--no-enabled');
}

/** Makes a rule send to a queue of its own, so that it can be told what it lets through. */
async function captureRule(rule: string, name = idOf(rule)): Promise<string> {
  const query = ['--query', 'QueueUrl'];
  const url = z.string().parse(await aws('sqs', 'create-queue', '--queue-name', `probe-${rule}`, ...query));
  const target = { Id: 'EventQueue', Arn: `arn:aws:sqs:us-east-1:123456789012:probe-${rule}` };
  await aws('events', 'put-targets', '--rule', name, '--targets', JSON.stringify([target]));
  return url;
}

/** Subscribes to events as anybody may who wants to hear of outcomes. */
async function subscribe(rule: string, pattern: object): Promise<string> {
  await aws('events', 'put-rule', '--name', rule, '--event-pattern', JSON.stringify(pattern));
  return captureRule(rule, rule);
}

function typeOf(body: string): string {
  return z.object({ 'detail-type': z.string() }).parse(JSON.parse(body))['detail-type'];
}

/** What tells the samples apart. */
function summaryOf(body: string): string {
  const event = z.looseObject({ source: z.string(), 'detail-type': z.string(), detail: z.unknown() });
  const { source, 'detail-type': type, detail } = event.parse(JSON.parse(body));
  return JSON.stringify([source, type, detail]);
}
