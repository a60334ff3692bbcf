import { counted } from '../../../../../shared/reconcile/model/text/counted.ts';
import type { SettingsSource } from '../../../../../shared/reconcile/settings.ts';
import { type ExpectedFunction, analyzeFunctionState, analyzeNoFunction } from '../../analyze/deployed-function.ts';
import type { ResyncCommands } from '../../advice/resync.ts';
import { type Finding, finding } from '../../finding.ts';
import type { AwsCommand } from '../cli-command.ts';
import { deployCommands, type Origin, redeployCommands } from './deploy-commands.ts';
import type { DeployedFunction, EventSourceMapping, Queue, Rule } from './reader.ts';

/** What a deployment is called, and how its commands are written. */
export interface DeploymentContext {
  readonly stack: string;
  readonly settings: SettingsSource;
  readonly aws: AwsCommand;
  readonly origin: Origin;
  /** Whether what is deployed may tell nodes their range: deploying again must not take that away. */
  readonly allocate: boolean;
}

/** States in which the function runs, or soon will. */
export const HEALTHY_STATES = ['Active', 'Pending'];

interface ExpectedRule {
  /** Of what it brings the events. */
  readonly of: string;
  readonly is: (rule: Rule) => boolean;
  /** Whether a deployment can do without it. */
  readonly isOptional?: true;
}

/** The rules that bring events to the function. */
const EXPECTED_RULES: readonly ExpectedRule[] = [
  { of: 'instances that boot, stop and end', is: matchesDetailType('EC2 Instance State-change Notification') },
  { of: 'ranges that running nodes are told', is: matchesDetailType('Tag Change on Resource') },
  { of: 'Auto Scaling hooks', is: matchesDetailType('EC2 Instance-launch Lifecycle Action') },
  { of: 'requests for a resync', is: matchesDetailType('Resync Requested') },
  { of: 'the schedule', is: ({ schedule }) => schedule !== undefined },
  { of: 'edits of routes', is: matchesDetailType('AWS API Call via CloudTrail'), isOptional: true },
];

function matchesDetailType(detailType: string): (rule: Rule) => boolean {
  return ({ detailTypes }) => detailTypes.includes(detailType);
}

const expectedFunction = (deployment: DeploymentContext): ExpectedFunction => ({
  name: deployment.stack,
  settings: deployment.settings,
  healthyStates: HEALTHY_STATES,
  deploy: deployCommands(deployment),
});

export function analyzeAbsence(deployment: DeploymentContext, queue: Queue | undefined): Finding[] {
  const rest = queue && {
    what: `there is a queue for events (${queue.arn}), and no function ${deployment.stack}`,
    mend: redeployCommands(deployment),
  };
  return analyzeNoFunction(expectedFunction(deployment), rest);
}

export function analyzeFunction(
  deployment: DeploymentContext,
  deployed: DeployedFunction,
  reservedConcurrency: number | undefined,
): Finding[] {
  const findings = analyzeFunctionState(expectedFunction(deployment), deployed);
  if (reservedConcurrency !== 0) return findings;
  const { name } = deployed;
  const what = `${name} has a reserved concurrency of 0`;
  const mend = deployment.aws('lambda', 'delete-function-concurrency', '--function-name', name);
  return [...findings, finding('function-switched-off', { subject: name, what, mend })];
}

/** With the settings of serverless.yml. */
function createMappingCommand({ aws }: DeploymentContext, { name }: DeployedFunction, { arn }: Queue): string {
  const ends = ['--function-name', name, '--event-source-arn', arn];
  const batch = ['--batch-size', '50', '--maximum-batching-window-in-seconds', '1'];
  const more = ['--scaling-config', 'MaximumConcurrency=2', '--function-response-types', 'ReportBatchItemFailures'];
  return aws('lambda', 'create-event-source-mapping', ...ends, ...batch, ...more);
}

export function analyzeEventSourceMappings(
  deployment: DeploymentContext,
  deployed: DeployedFunction,
  queue: Queue | undefined,
  mappings: readonly EventSourceMapping[],
): Finding[] {
  const [mapping] = mappings;
  if (mapping === undefined) {
    const what = `no event source mapping feeds ${deployed.name} from a queue`;
    const mend = queue === undefined ? redeployCommands(deployment) : createMappingCommand(deployment, deployed, queue);
    return [finding('mapping-missing', { subject: deployed.name, what, mend })];
  }
  if (!mapping.state.startsWith('Disabl')) return [];
  const what = `the event source mapping ${mapping.id} of ${deployed.name} is ${mapping.state.toLowerCase()}`;
  const mend = deployment.aws('lambda', 'update-event-source-mapping', '--uuid', mapping.id, '--enabled');
  return [finding('trigger-disabled', { subject: mapping.id, what, mend })];
}

/** Which rules are missing, or off though the deployment has them on. */
export function analyzeRules(deployment: DeploymentContext, rules: readonly Rule[]): Finding[] {
  const { stack, aws } = deployment;
  return EXPECTED_RULES.flatMap(({ of, is, isOptional = false }) => {
    const matching = rules.filter(is);
    if (matching.some(({ isEnabled, isUnwanted }) => isEnabled || isUnwanted)) return [];
    const [rule] = matching;
    if (rule === undefined) {
      if (isOptional) return [];
      const what = `no rule puts the events of ${of} into the queue of ${stack}`;
      return [finding('trigger-missing', { subject: stack, what, mend: redeployCommands(deployment) })];
    }
    const what = `the rule ${rule.name} for ${of} is disabled`;
    const mend = aws('events', 'enable-rule', '--name', rule.name);
    return [finding('trigger-disabled', { subject: rule.name, what, mend })];
  });
}

const events = (count: number) => counted(count, 'event');

export function analyzeDeadLetters({ aws }: Pick<DeploymentContext, 'aws'>, { arn, messageCount }: Queue): Finding[] {
  if (messageCount === 0) return [];
  const what = `${events(messageCount)} in ${arn}, given up after five deliveries`;
  // Sends them to the queue that they came from.
  const mend = aws('sqs', 'start-message-move-task', '--source-arn', arn);
  return [finding('dead-letters-waiting', { subject: arn, what, mend })];
}

export function analyzeUndelivered(
  { aws }: Pick<DeploymentContext, 'aws'>,
  { arn, url, messageCount }: Queue,
  resync: ResyncCommands,
): Finding[] {
  if (messageCount === 0) return [];
  const what = `${events(messageCount)} in ${arn}, which EventBridge could not put into the queue`;
  // SQS moves only messages that came from an SQS queue; a resync repairs what these would have.
  const receive = aws('sqs', 'receive-message', '--queue-url', url, '--message-attribute-names', 'All');
  const mend = [receive, ...resync(), aws('sqs', 'purge-queue', '--queue-url', url)];
  return [finding('undelivered-events-waiting', { subject: arn, what, mend })];
}
