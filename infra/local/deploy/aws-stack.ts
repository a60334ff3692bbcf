import type { AwsFunctionConfig } from '../../../shared/aws/config.ts';
import { functionPermissions, lambdaPermissions } from '../../../shared/aws/function-permissions.ts';
import { stackName } from '../../../shared/aws/names.ts';
import { type AwsServices, type Messages, type Role, tagKeysIn } from '../aws-services/index.ts';
import type { LocalQueue } from '../deliver/queue.ts';
import { matchesPattern } from '../event-bus/pattern.ts';
import { packagedRules } from './packaged-rules.ts';

/** The suffix that CloudFormation puts behind logical ids. */
const SUFFIX = 'L0C4LL0C4L01';

/** What the role of the function allows. */
function rolePermissions(services: AwsServices, config: AwsFunctionConfig): Omit<Role, 'name'> {
  const arn = services.arn.bind(services);
  const all = [...functionPermissions(config, arn), ...lambdaPermissions(config.cluster.name, arn, '')];
  return { allowed: new Set(all.flatMap(({ Action }) => Action)), tagKeys: new Set(all.flatMap(tagKeysIn)) };
}

export interface AwsStack {
  /** Name of the role that the function runs under. */
  readonly role: string;
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
  const role = named('FunctionRole');
  const rules = packagedRules({
    account: services.account,
    region: services.region,
    role: services.arn('iam', `role/${role}`),
    parameters: { 'cluster-name': config.cluster.name },
  });
  for (const [logicalId, rule] of Object.entries(rules)) {
    const name = named(logicalId);
    services.rules.set(name, { name, queue: eventQueue, undelivered, enabled: true, ...rule });
  }
  services.roles.set(role, { name: role, ...rolePermissions(services, config) });
  services.functions.set(stack, { name: stack, role, environment, state: 'Active' });
  const id = '8b2f1f0e-5d0c-4c1b-9a53-6f0d4f1c2e77';
  services.mappings.set(id, { id, functionName: stack, queue: eventQueue, batchSize: 50, enabled: true });
  return {
    role,
    matchingRules: (event) =>
      Object.keys(rules).filter((logicalId) => {
        const rule = services.rules.get(named(logicalId));
        return rule?.enabled === true && rule.pattern !== undefined && matchesPattern(rule.pattern, event);
      }).length,
    isMappingEnabled: () => [...services.mappings.values()].some((each) => each.functionName === stack && each.enabled),
  };
}
