import { EventBridgeClient, type EventBridgeClientConfig, ListEventBusesCommand } from '@aws-sdk/client-eventbridge';
import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';
import type { Ec2Api } from '../../../../../shared/aws/api/api.ts';
import { clientWithTimeLimit } from '../../../../../shared/aws/api/client.ts';
import { requirePresent } from '../../../../../shared/aws/api/errors.ts';
import type { awsClientConfig } from '../../../target/aws-client.ts';

/** EventBridge and SQS, called as EC2 is: one that does not answer is asked again. */
export interface BusApi {
  readonly events: EventBridgeClient;
  readonly sqs: SQSClient;
  readonly call: Ec2Api['call'];
}

export function makeBusApi(
  clientConfig: ReturnType<typeof awsClientConfig>,
  requestTimeout: number | undefined,
  call: Ec2Api['call'],
): BusApi {
  const limits = { config: { maxAttempts: 1, ...clientConfig }, requestTimeout };
  return {
    events: clientWithTimeLimit((config: EventBridgeClientConfig) => new EventBridgeClient(config), limits),
    sqs: clientWithTimeLimit((config: SQSClientConfig) => new SQSClient(config), limits),
    call,
  };
}

/** The account whose bus that is: its ARN says so, and STS need not be asked. */
export async function accountOf({ events, call }: BusApi, bus: string): Promise<string> {
  const command = new ListEventBusesCommand({ NamePrefix: bus, Limit: 1 });
  const { EventBuses: [found] = [] } = await call('events:ListEventBuses', bus, () => events.send(command));
  return requirePresent(found?.Arn?.split(':')[4], 'events:ListEventBuses', bus);
}
