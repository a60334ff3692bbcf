import { createHash } from 'node:crypto';
import type { AwsFunctionConfig } from '../../../shared/aws/config.ts';
import { functionPermissions, lambdaPermissions } from '../../../shared/aws/function-permissions.ts';
import { stackName } from '../../../shared/aws/names.ts';
import {
  type AwsServices,
  DEFAULT_BUS,
  type Messages,
  messagesIn,
  type Role,
  tagKeysIn,
} from '../aws-services/index.ts';
import type { LocalQueue } from '../deliver/queue.ts';
import { matchesPattern } from '../event-bus/pattern.ts';
import { packagedRules } from './packaged-rules.ts';
import { Registrations } from './registrations.ts';

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
  /** What to do before it is gone, and its removal from the account. */
  readonly registrations: Registrations;
}

/** The id of an event source mapping: a UUID for each stack. */
function mappingId(stack: string): string {
  const hex = createHash('sha256').update(stack).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `9${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/** Shows the deployment of a cluster in the account, as CloudFormation would have made it. */
export function registerStack(
  services: AwsServices,
  config: AwsFunctionConfig,
  environment: Readonly<Record<string, string>>,
  queue: LocalQueue,
  invoke?: (payload: unknown) => Promise<unknown>,
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
  const registrations = new Registrations();
  registrations.set(services.queues, eventQueue, { name: eventQueue, messages: waiting, deadLetters });
  registrations.set(services.queues, deadLetters, { name: deadLetters, messages: messagesIn(queue.deadLetters) });
  registrations.set(services.queues, undelivered, { name: undelivered, messages: messagesIn([]) });
  const role = named('FunctionRole');
  const rules = packagedRules({
    account: services.account,
    region: services.region,
    role: services.arn('iam', `role/${role}`),
    parameters: { 'cluster-name': config.cluster.name },
  });
  const target = {
    id: 'EventQueue',
    arn: services.arn('sqs', eventQueue),
    deadLetters: services.arn('sqs', undelivered),
  };
  for (const [logicalId, rule] of Object.entries(rules)) {
    const name = named(logicalId);
    const targets = new Map([[target.id, target]]);
    const shown = { name, bus: DEFAULT_BUS, targets, tags: {}, isOfStack: true, enabled: true };
    registrations.set(services.rules, name, { ...shown, ...rule });
  }
  registrations.set(services.roles, role, { name: role, ...rolePermissions(services, config) });
  registrations.set(services.functions, stack, {
    name: stack,
    role,
    environment,
    state: 'Active',
    ...(invoke === undefined ? {} : { invoke }),
  });
  const id = mappingId(stack);
  registrations.set(services.mappings, id, {
    id,
    functionName: stack,
    queue: eventQueue,
    batchSize: 50,
    enabled: true,
  });
  return {
    registrations,
    role,
    matchingRules: (event) =>
      Object.keys(rules).filter((logicalId) => {
        const rule = services.rules.get(named(logicalId));
        return rule?.enabled === true && rule.pattern !== undefined && matchesPattern(rule.pattern, event);
      }).length,
    isMappingEnabled: () => [...services.mappings.values()].some((each) => each.functionName === stack && each.enabled),
  };
}
