import {
  EventBridgeClient,
  type EventBridgeClientConfig,
  DescribeRuleCommand,
  ListRuleNamesByTargetCommand,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge';
import {
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  type LambdaClientConfig,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  type QueueAttributeName,
  SQSClient,
  type SQSClientConfig,
} from '@aws-sdk/client-sqs';
import { clientWithTimeLimit } from '../../../../../shared/aws/api/client.ts';
import { withCloudErrors } from '../../../../../shared/aws/api/errors.ts';
import type { CallSettings } from '../../../../../shared/aws/function-permissions.ts';
import { ROUTE_EDIT_RULE, stackName } from '../../../../../shared/aws/names.ts';
import { allPages } from '../../../../../shared/aws/api/paging.ts';
import { CloudError } from '../../../../../shared/reconcile/cloud/cloud-error.ts';
import type { awsClientConfig } from '../../../target/aws-client.ts';
import { once } from '../../../../common/once.ts';
import { type FunctionState, NODE_CIDR_SETTINGS } from '../../analyze/deployed-function.ts';
import { type Origin, originOf } from './deploy-commands.ts';
import { deadLetterArnIn, detailTypesOf, isQueueOf, MIN_NAME_PREFIX } from './parsing.ts';

export interface DeployedFunction extends FunctionState {
  readonly name: string;
  readonly arn: string;
  readonly role: string;
  readonly changedAt: string | undefined;
  readonly origin: Origin;
  /** Which of the optional calls it makes. */
  readonly options: Pick<CallSettings, 'eventBus' | 'writePodCidrTag' | 'allocate'>;
}

export interface EventSourceMapping {
  readonly id: string;
  readonly queueArn: string;
  readonly state: string;
}

export interface Rule {
  readonly name: string;
  readonly isEnabled: boolean;
  /** Whether the deployment itself has it off. */
  readonly isUnwanted: boolean;
  readonly schedule: string | undefined;
  readonly detailTypes: readonly string[];
}

export interface Queue {
  readonly arn: string;
  readonly url: string;
  readonly messageCount: number;
  readonly deadLetterArn: string | undefined;
}

/** No other variable of the function's environment is read, but those of `optionsIn`. */
const SETTINGS = ['CLUSTER_NAME', 'CLUSTER_CIDR', 'ROUTE_TABLE_IDS', ...NODE_CIDR_SETTINGS];

function optionsIn({ EVENT_BUS_NAME: bus = '', WRITE_POD_CIDR_TAG: tag, ALLOCATE: allocate }: Record<string, string>) {
  return {
    eventBus: bus === '' ? undefined : bus,
    writePodCidrTag: tag === 'true',
    allocate: allocate === 'true',
  };
}

const NOT_FOUND_CODES = new Set([
  'ResourceNotFoundException',
  'QueueDoesNotExist',
  'AWS.SimpleQueueService.NonExistentQueue',
]);

/** Undefined for what does not exist; other errors are thrown as CloudError. */
async function readIfFound<Value>(
  action: string,
  subject: string,
  send: () => Promise<Value>,
): Promise<Value | undefined> {
  try {
    return await withCloudErrors(action, subject, send);
  } catch (error) {
    if (error instanceof CloudError && NOT_FOUND_CODES.has(error.code)) return undefined;
    throw error;
  }
}

/** Reads the parts of a deployment, each once. */
export class DeploymentReader {
  readonly stack: string;
  readonly #lambda: LambdaClient;
  readonly #events: EventBridgeClient;
  readonly #sqs: SQSClient;

  constructor(cluster: string, config: ReturnType<typeof awsClientConfig>, requestTimeout?: number) {
    this.stack = stackName(cluster);
    const limits = { config, requestTimeout };
    this.#lambda = clientWithTimeLimit((each: LambdaClientConfig) => new LambdaClient(each), limits);
    this.#events = clientWithTimeLimit((each: EventBridgeClientConfig) => new EventBridgeClient(each), limits);
    this.#sqs = clientWithTimeLimit((each: SQSClientConfig) => new SQSClient(each), limits);
  }

  readonly function = once(async (): Promise<DeployedFunction | undefined> => {
    const command = new GetFunctionConfigurationCommand({ FunctionName: this.stack });
    const found = await readIfFound('lambda:GetFunctionConfiguration', this.stack, () => this.#lambda.send(command));
    if (found === undefined) return undefined;
    const variables = found.Environment?.Variables ?? {};
    return {
      name: found.FunctionName ?? this.stack,
      arn: found.FunctionArn ?? '',
      role: found.Role ?? '',
      changedAt: found.LastModified,
      origin: originOf(found.Description),
      state: found.State ?? 'Active',
      stateReason: found.StateReason ?? '',
      options: optionsIn(variables),
      settings: Object.fromEntries(SETTINGS.map((name) => [name, variables[name]])),
    };
  });

  /** Undefined where none is reserved. */
  readonly reservedConcurrency = once(async (): Promise<number | undefined> => {
    const command = new GetFunctionConcurrencyCommand({ FunctionName: this.stack });
    const found = await readIfFound('lambda:GetFunctionConcurrency', this.stack, () => this.#lambda.send(command));
    return found?.ReservedConcurrentExecutions;
  });

  readonly eventSourceMappings = once(async (): Promise<EventSourceMapping[]> => {
    const command = new ListEventSourceMappingsCommand({ FunctionName: this.stack });
    const found = await readIfFound('lambda:ListEventSourceMappings', this.stack, () => this.#lambda.send(command));
    return (found?.EventSourceMappings ?? []).flatMap(({ UUID = '', EventSourceArn = '', State = '' }) =>
      EventSourceArn.includes(':sqs:') ? [{ id: UUID, queueArn: EventSourceArn, state: State }] : [],
    );
  });

  /** The queue between the rules and the function: by its name, or else by the function's event source mapping. */
  readonly queue = once(async (): Promise<Queue | undefined> => {
    const prefix = this.stack.slice(0, MIN_NAME_PREFIX);
    const command = new ListQueuesCommand({ QueueNamePrefix: prefix, MaxResults: 1000 });
    const { QueueUrls = [] } = await withCloudErrors('sqs:ListQueues', prefix, () => this.#sqs.send(command));
    const url = QueueUrls.find((each) => isQueueOf(this.stack, 'EventQueue', each.split('/').at(-1) ?? ''));
    if (url !== undefined) return this.#readQueue(url);
    const [mapping] = await this.eventSourceMappings();
    return mapping && this.#queueByArn(mapping.queueArn);
  });

  readonly rules = once(async (): Promise<Rule[]> => {
    const queue = await this.queue();
    if (queue === undefined) return [];
    const action = 'events:ListRuleNamesByTarget';
    const pages = await allPages(action, queue.arn, (token) => {
      const command = new ListRuleNamesByTargetCommand({ TargetArn: queue.arn, ...token });
      return withCloudErrors(action, queue.arn, () => this.#events.send(command));
    });
    const names = pages.flatMap(({ RuleNames = [] }) => RuleNames);
    return Promise.all(names.map((name) => this.#readRule(name)));
  });

  async deadLetterQueue(): Promise<Queue | undefined> {
    const arn = (await this.queue())?.deadLetterArn;
    return arn === undefined ? undefined : this.#queueByArn(arn);
  }

  /** The dead-letter queue of EventBridge's target. */
  readonly undeliveredQueue = once(async (): Promise<Queue | undefined> => {
    const [queue, [rule]] = [await this.queue(), await this.rules()];
    if (queue === undefined || rule === undefined) return undefined;
    const command = new ListTargetsByRuleCommand({ Rule: rule.name });
    const found = await withCloudErrors('events:ListTargetsByRule', rule.name, () => this.#events.send(command));
    const arn = found.Targets?.find(({ Arn }) => Arn === queue.arn)?.DeadLetterConfig?.Arn;
    return arn === undefined ? undefined : this.#queueByArn(arn);
  });

  async #queueByArn(arn: string): Promise<Queue | undefined> {
    const [account = '', name = ''] = arn.split(':').slice(-2);
    const command = new GetQueueUrlCommand({ QueueName: name, QueueOwnerAWSAccountId: account });
    const found = await readIfFound('sqs:GetQueueUrl', arn, () => this.#sqs.send(command));
    return found?.QueueUrl === undefined ? undefined : this.#readQueue(found.QueueUrl);
  }

  async #readRule(name: string): Promise<Rule> {
    const command = new DescribeRuleCommand({ Name: name });
    const rule = await withCloudErrors('events:DescribeRule', name, () => this.#events.send(command));
    return {
      name,
      isEnabled: rule.State !== 'DISABLED',
      isUnwanted: rule.Description === ROUTE_EDIT_RULE.off,
      schedule: rule.ScheduleExpression,
      detailTypes: detailTypesOf(rule.EventPattern),
    };
  }

  async #readQueue(url: string): Promise<Queue | undefined> {
    const AttributeNames: QueueAttributeName[] = ['QueueArn', 'ApproximateNumberOfMessages', 'RedrivePolicy'];
    const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames });
    const found = await readIfFound('sqs:GetQueueAttributes', url, () => this.#sqs.send(command));
    if (found === undefined) return undefined;
    const { QueueArn: arn = '', ApproximateNumberOfMessages: waiting, RedrivePolicy: policy } = found.Attributes ?? {};
    return { arn, url, messageCount: Number(waiting ?? 0), deadLetterArn: deadLetterArnIn(policy) };
  }
}
