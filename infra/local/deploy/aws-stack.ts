import type { AwsFunctionConfig } from '../../../shared/aws/config.ts';
import { functionPermissions, lambdaPermissions } from '../../../shared/aws/function-permissions.ts';
import { stackName } from '../../../shared/aws/names.ts';
import type { AwsServices, Messages } from '../aws-services/index.ts';
import type { LocalQueue } from '../deliver/queue.ts';
import { matchesPattern } from '../event-bus/pattern.ts';

/** The suffix that CloudFormation puts behind logical ids. */
const SUFFIX = 'L0C4LL0C4L01';

/** The actions that the role of the function allows. */
function roleActions(services: AwsServices, config: AwsFunctionConfig): Set<string> {
  const arn = services.arn.bind(services);
  const own = functionPermissions(config, arn);
  return new Set([...own, ...lambdaPermissions(config.cluster.name, arn, '')].flatMap(({ Action }) => Action));
}

/** What starts the function, as in infra/aws/rules.yml. */
const RULES = {
  InstanceStateRule: {
    pattern: { source: ['aws.ec2'], 'detail-type': ['EC2 Instance State-change Notification'] },
  },
  LifecycleHookRule: {
    pattern: {
      source: ['aws.autoscaling'],
      'detail-type': ['EC2 Instance-launch Lifecycle Action', 'EC2 Instance-terminate Lifecycle Action'],
    },
  },
  ResyncRequestRule: { pattern: { 'detail-type': ['Resync Requested'] } },
  ScheduleRule: { schedule: 'rate(5 minutes)' },
  RouteEditRule: { pattern: { source: ['aws.ec2'], 'detail-type': ['AWS API Call via CloudTrail'] } },
};

export interface AwsStack {
  /** How many of the rules that are enabled pass an event on to the function's queue. */
  readonly matchingRules: (event: object) => number;
  /** Whether the event source mapping is enabled. */
  readonly isMappingEnabled: () => boolean;
}

function messagesIn(messages: string[]): Messages {
  return {
    count: () => messages.length,
    take: () => messages.splice(0),
    put: (body) => void messages.push(body),
  };
}

/** Shows the deployment of a cluster in the account, as CloudFormation would have made it. */
export function registerStack(
  services: AwsServices,
  config: AwsFunctionConfig,
  environment: Readonly<Record<string, string>>,
  queue: LocalQueue,
): AwsStack {
  const stack = stackName(config.cluster.name);
  const named = (logicalId: string) => `${stack}-${logicalId}-${SUFFIX}`;
  const [eventQueue, deadLetters, undelivered] = ['EventQueue', 'DeadLetters', 'UndeliveredEvents'].map(named);
  if (eventQueue === undefined || deadLetters === undefined || undelivered === undefined) throw new Error('unnamed');
  const waiting: Messages = {
    count: () => queue.length,
    take: () => queue.takeAll(),
    put: (body) => queue.sendBody(body),
  };
  services.queues.set(eventQueue, { name: eventQueue, messages: waiting, deadLetters });
  services.queues.set(deadLetters, { name: deadLetters, messages: messagesIn(queue.deadLetters) });
  services.queues.set(undelivered, { name: undelivered, messages: messagesIn([]) });
  for (const [logicalId, what] of Object.entries(RULES)) {
    const name = named(logicalId);
    services.rules.set(name, { name, queue: eventQueue, undelivered, enabled: true, ...what });
  }
  const role = named('FunctionRole');
  services.roles.set(role, { name: role, allowed: roleActions(services, config) });
  services.functions.set(stack, { name: stack, role, environment, state: 'Active' });
  const id = '8b2f1f0e-5d0c-4c1b-9a53-6f0d4f1c2e77';
  services.mappings.set(id, { id, functionName: stack, queue: eventQueue, batchSize: 50, enabled: true });
  return {
    matchingRules: (event) => {
      const mine = [...services.rules.values()].filter(({ queue: name, enabled }) => enabled && name === eventQueue);
      return mine.filter(({ pattern }) => pattern !== undefined && matchesPattern(pattern, event)).length;
    },
    isMappingEnabled: () => [...services.mappings.values()].some((each) => each.functionName === stack && each.enabled),
  };
}
