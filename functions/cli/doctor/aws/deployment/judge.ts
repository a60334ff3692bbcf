import type { Source } from '../../../../../shared/reconcile/settings.ts';
import { type Finding, finding } from '../../model.ts';
import type { PodroutesCommand } from '../../podroutes-command.ts';
import { sameList } from '../../same-list.ts';
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

function judgeSettings(deployment: Deployment, deployed: DeployedFunction): Finding[] {
  const { settings } = deployment;
  const differing = Object.entries(deployed.settings).filter(([name, value]) => !sameList(value, settings[name]));
  if (differing.length === 0) return [];
  const list = differing.map(
    ([name, value]) => `${name} is ${value || 'not set'} there and ${settings[name] || 'not set'} here`,
  );
  const what = `${deployed.name} has other settings: ${list.join('; ')}`;
  return [finding('function-settings-differ', { subject: deployed.name, what, mend: osls(deployment, 'deploy') })];
}

/** Whether the function is there and can run. */
export function judgeFunction(
  deployment: Deployment,
  deployed: DeployedFunction | undefined,
  reserved: number | undefined,
  queue: Queue | undefined,
): Finding[] {
  const { stack, aws } = deployment;
  if (deployed === undefined && queue === undefined) {
    const what = `there is no function ${stack}: nothing keeps the routes right by itself`;
    return [finding('not-deployed', { subject: stack, what, mend: osls(deployment, 'deploy') })];
  }
  if (deployed === undefined) {
    const what = `there is a queue for events (${queue?.arn}), and no function ${stack}`;
    return [finding('function-missing', { subject: stack, what, mend: deployAnew(deployment) })];
  }
  const { name, state, stateReason } = deployed;
  const findings = judgeSettings(deployment, deployed);
  if (state !== 'Active' && state !== 'Pending') {
    const what = `${name} is in state ${state}${stateReason === '' ? '' : `: ${stateReason}`}`;
    findings.push(finding('function-not-active', { subject: name, what, mend: osls(deployment, 'deploy') }));
  }
  if (reserved === 0) {
    const what = `${name} has a reserved concurrency of 0`;
    const mend = aws('lambda', 'delete-function-concurrency', '--function-name', name);
    findings.push(finding('function-switched-off', { subject: name, what, mend }));
  }
  return findings;
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
  deployed: DeployedFunction | undefined,
  queue: Queue | undefined,
  mappings: readonly Mapping[],
): Finding[] {
  const { aws } = deployment;
  if (deployed === undefined) return [];
  const [mapping] = mappings;
  if (mapping === undefined) {
    const what = `no event source mapping feeds ${deployed.name} from a queue`;
    const mend = queue === undefined ? deployAnew(deployment) : feed(deployment, deployed, queue);
    return [finding('mapping-missing', { subject: deployed.name, what, mend })];
  }
  if (!mapping.state.startsWith('Disabl')) return [];
  const what = `the event source mapping ${mapping.id} of ${deployed.name} is ${mapping.state.toLowerCase()}`;
  const mend = aws('lambda', 'update-event-source-mapping', '--uuid', mapping.id, '--enabled');
  return [finding('trigger-disabled', { subject: mapping.id, what, mend })];
}

/** Whether EventBridge puts what happens into the queue. A rule for route edits may be switched off by its parameter. */
export function judgeRules(
  deployment: Deployment,
  deployed: DeployedFunction | undefined,
  rules: readonly Rule[],
): Finding[] {
  const { stack, aws } = deployment;
  if (deployed === undefined) return [];
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

/** Events that were given up. */
export function judgeDeadLetters(
  { aws, podroutes }: Deployment,
  deadLetters: Queue | undefined,
  undelivered: Queue | undefined,
): Finding[] {
  const findings: Finding[] = [];
  const events = (count: number) => `${count} event${count === 1 ? '' : 's'}`;
  if (deadLetters !== undefined && deadLetters.waiting > 0) {
    const what = `${events(deadLetters.waiting)} in ${deadLetters.arn}, given up after five deliveries`;
    // Sends them to the queue that they came from.
    const mend = aws('sqs', 'start-message-move-task', '--source-arn', deadLetters.arn);
    findings.push(finding('dead-letters-waiting', { subject: deadLetters.arn, what, mend }));
  }
  if (undelivered !== undefined && undelivered.waiting > 0) {
    const { arn, url, waiting } = undelivered;
    const what = `${events(waiting)} in ${arn}, which EventBridge could not put into the queue`;
    // SQS moves only what came from one of its own queues, so a resync makes up for these.
    const look = aws('sqs', 'receive-message', '--queue-url', url, '--message-attribute-names', 'All');
    const mend = [look, podroutes('resync'), aws('sqs', 'purge-queue', '--queue-url', url)];
    findings.push(finding('undelivered-events-waiting', { subject: arn, what, mend }));
  }
  return findings;
}
