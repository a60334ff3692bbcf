import type { Source } from '../../../../../shared/reconcile/settings.ts';
import { type ExpectedFunction, judgeFunctionState, judgeNoFunction } from '../../judge/function.ts';
import { type Finding, finding } from '../../model.ts';
import type { PodroutesCommand } from '../../podroutes-command.ts';
import { commandLine } from '../../shell.ts';
import type { AwsCommand } from '../command.ts';
import type { DeployedFunction, Mapping, Queue, Rule } from './deployed.ts';

/** What a deployment is called, and how its commands are written. */
export interface Deployment {
  readonly stack: string;
  readonly settings: Source;
  readonly aws: AwsCommand;
  readonly podroutes: PodroutesCommand;
}

/** What has to wake the function, by what its rule says. */
const TRIGGERS: readonly { readonly of: string; readonly is: (rule: Rule) => boolean }[] = [
  { of: 'instances that boot, stop and end', is: says('EC2 Instance State-change Notification') },
  { of: 'Auto Scaling hooks', is: says('EC2 Instance-launch Lifecycle Action') },
  { of: 'requests for a resync', is: says('Resync Requested') },
  { of: 'the schedule', is: ({ schedule }) => schedule !== undefined },
];

function says(detailType: string): (rule: Rule) => boolean {
  return ({ detailTypes }) => detailTypes.includes(detailType);
}

function osls({ settings }: Deployment, command: 'deploy' | 'remove'): string {
  const { AWS_REGION: region, CLUSTER_NAME: name = '', CLUSTER_CIDR: cidr = '', ROUTE_TABLE_IDS: tables } = settings;
  const params = [
    `--param=cluster-name=${name}`,
    ...(command === 'deploy' ? [`--param=cluster-cidr=${cidr}`] : []),
    ...(tables === undefined || command === 'remove' ? [] : [`--param=route-tables=${tables}`]),
  ];
  return commandLine('npx', 'osls', command, ...(region === undefined ? [] : ['--region', region]), ...params);
}

/** CloudFormation does not make again what somebody deleted behind its back; the routes stay when a stack goes. */
const deployAnew = (deployment: Deployment) => [osls(deployment, 'remove'), osls(deployment, 'deploy')];

const expected = (deployment: Deployment): ExpectedFunction => ({
  name: deployment.stack,
  settings: deployment.settings,
  healthyStates: ['Active', 'Pending'],
  deploy: osls(deployment, 'deploy'),
});

/** What is left of a deployment without its function. */
export function judgeAbsence(deployment: Deployment, queue: Queue | undefined): Finding[] {
  const rest = queue && {
    what: `there is a queue for events (${queue.arn}), and no function ${deployment.stack}`,
    mend: deployAnew(deployment),
  };
  return judgeNoFunction(expected(deployment), rest);
}

/**
 * Whether the function can run.
 *
 * @param reserved the copies that it may have at once, where a number is reserved for it
 */
export function judgeFunction(
  deployment: Deployment,
  deployed: DeployedFunction,
  reserved: number | undefined,
): Finding[] {
  const findings = judgeFunctionState(expected(deployment), deployed);
  if (reserved !== 0) return findings;
  const { name } = deployed;
  const what = `${name} has a reserved concurrency of 0`;
  const mend = deployment.aws('lambda', 'delete-function-concurrency', '--function-name', name);
  return [...findings, finding('function-switched-off', { subject: name, what, mend })];
}

/** Feeds the function from the queue as serverless.yml does. */
function feed({ aws }: Deployment, { name }: DeployedFunction, { arn }: Queue): string {
  const ends = ['--function-name', name, '--event-source-arn', arn];
  const batch = ['--batch-size', '50', '--maximum-batching-window-in-seconds', '1'];
  const more = ['--scaling-config', 'MaximumConcurrency=2', '--function-response-types', 'ReportBatchItemFailures'];
  return aws('lambda', 'create-event-source-mapping', ...ends, ...batch, ...more);
}

/** Whether what waits in the queue gets to the function. */
export function judgeMappings(
  deployment: Deployment,
  deployed: DeployedFunction,
  queue: Queue | undefined,
  mappings: readonly Mapping[],
): Finding[] {
  const [mapping] = mappings;
  if (mapping === undefined) {
    const what = `no event source mapping feeds ${deployed.name} from a queue`;
    const mend = queue === undefined ? deployAnew(deployment) : feed(deployment, deployed, queue);
    return [finding('mapping-missing', { subject: deployed.name, what, mend })];
  }
  if (!mapping.state.startsWith('Disabl')) return [];
  const what = `the event source mapping ${mapping.id} of ${deployed.name} is ${mapping.state.toLowerCase()}`;
  const mend = deployment.aws('lambda', 'update-event-source-mapping', '--uuid', mapping.id, '--enabled');
  return [finding('trigger-disabled', { subject: mapping.id, what, mend })];
}

/** Whether EventBridge puts what happens into the queue. A rule for route edits may be switched off by its parameter. */
export function judgeRules(deployment: Deployment, rules: readonly Rule[]): Finding[] {
  const { stack, aws } = deployment;
  return TRIGGERS.flatMap(({ of, is }) => {
    const mine = rules.filter(is);
    if (mine.some(({ isEnabled }) => isEnabled)) return [];
    const [rule] = mine;
    if (rule === undefined) {
      const what = `no rule puts the events of ${of} into the queue of ${stack}`;
      return [finding('trigger-missing', { subject: stack, what, mend: deployAnew(deployment) })];
    }
    const what = `the rule ${rule.name} for ${of} is disabled`;
    const mend = aws('events', 'enable-rule', '--name', rule.name);
    return [finding('trigger-disabled', { subject: rule.name, what, mend })];
  });
}

const events = (count: number) => `${count} event${count === 1 ? '' : 's'}`;

/** Events that the function gave up. */
export function judgeDeadLetters({ aws }: Deployment, { arn, waiting }: Queue): Finding[] {
  if (waiting === 0) return [];
  const what = `${events(waiting)} in ${arn}, given up after five deliveries`;
  // Sends them to the queue that they came from.
  const mend = aws('sqs', 'start-message-move-task', '--source-arn', arn);
  return [finding('dead-letters-waiting', { subject: arn, what, mend })];
}

/** Events that EventBridge gave up. */
export function judgeUndelivered({ aws, podroutes }: Deployment, { arn, url, waiting }: Queue): Finding[] {
  if (waiting === 0) return [];
  const what = `${events(waiting)} in ${arn}, which EventBridge could not put into the queue`;
  // SQS moves only what came from one of its own queues, so a resync makes up for these.
  const look = aws('sqs', 'receive-message', '--queue-url', url, '--message-attribute-names', 'All');
  const mend = [look, podroutes('resync'), aws('sqs', 'purge-queue', '--queue-url', url)];
  return [finding('undelivered-events-waiting', { subject: arn, what, mend })];
}
