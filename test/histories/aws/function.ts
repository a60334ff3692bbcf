import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import type { EC2ClientConfig } from '@aws-sdk/client-ec2';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { makeHandler } from '../../../functions/aws/handler.ts';
import { type Clients, makeService } from '../../../functions/aws/service.ts';
import { makeLogger } from '../../../functions/common/log.ts';
import { once } from '../../../functions/common/once.ts';
import { AWS_CREDENTIALS, AWS_SETTINGS, FUNCTION_NAME } from '../../../infra/local/deploy/aws.ts';
import { ec2Client } from '../../../shared/aws/client.ts';
import { readAwsConfig } from '../../../shared/aws/config.ts';
import { Life, type Turnstile } from '../turnstile.ts';

export interface Surroundings {
  readonly ec2Url: string;
  readonly autoScalingUrl: string;
  readonly eventBridgeUrl: string;
  /** How often a client tries a call again, without pauses. */
  readonly retries: number;
  readonly settings?: Readonly<Record<string, string>>;
  readonly now: () => number;
  /** Lets time pass: no pause takes any. */
  readonly pass: (milliseconds: number) => void;
  readonly write: (line: string) => void;
}

/** Tries again at once what the clients would try again after a pause. */
function atOnce(retries: number): NonNullable<EC2ClientConfig['retryStrategy']> {
  const token = (count: number) => ({ getRetryCount: () => count, getRetryDelay: () => 0 });
  return {
    acquireInitialRetryToken: async () => token(0),
    refreshRetryTokenForRetry: async (before, { errorType }) => {
      const count = before.getRetryCount() + 1;
      if (count > retries || errorType === 'CLIENT_ERROR') throw new Error('not tried again');
      return token(count);
    },
    recordSuccess: () => {},
  };
}

/** The Lambda function, with each of its API calls going through the turnstile. */
export class AwsFunction {
  life = new Life();
  readonly #surroundings: Surroundings;
  readonly #clients: Clients;
  #handler: ReturnType<typeof makeHandler> | undefined;

  constructor(surroundings: Surroundings, turnstile: Turnstile) {
    this.#surroundings = surroundings;
    const { ec2Url, autoScalingUrl, eventBridgeUrl, retries } = surroundings;
    const common = { region: 'us-east-1', credentials: AWS_CREDENTIALS, retryStrategy: atOnce(retries) };
    const wait = { step: 'initialize', name: 'turnstile' } as const;
    const enter =
      <Input extends object, Output>(
        next: (args: { input: Input }) => Promise<Output>,
        { commandName = '' }: { commandName?: string },
      ) =>
      (args: { input: Input }) => {
        const call = { action: commandName.replace(/Command$/, ''), input: args.input };
        return turnstile.enter(this.life, call, () => next(args));
      };
    const ec2 = ec2Client({ ...common, endpoint: ec2Url });
    ec2.middlewareStack.add(enter, wait);
    const autoScaling = once(async () => {
      const client = new AutoScalingClient({ ...common, endpoint: autoScalingUrl });
      client.middlewareStack.add(enter, wait);
      return client;
    });
    const eventBridge = once(async () => {
      const client = new EventBridgeClient({ ...common, endpoint: eventBridgeUrl });
      client.middlewareStack.add(enter, wait);
      return client;
    });
    this.#clients = { ec2, autoScaling, eventBridge };
  }

  /** A new process remembers nothing. */
  forget(): void {
    this.#handler = undefined;
  }

  invoke(payload: unknown): Promise<unknown> {
    this.#handler ??= this.#start();
    return this.#handler(payload);
  }

  close(): void {
    this.#clients.ec2.destroy();
  }

  #start(): ReturnType<typeof makeHandler> {
    const { settings, now, pass, write } = this.#surroundings;
    const runtime = { sleep: async (milliseconds: number) => void pass(milliseconds), now };
    const service = makeService(readAwsConfig({ ...AWS_SETTINGS, ...settings }), this.#clients, {
      log: makeLogger('aws', { write }),
      functionName: FUNCTION_NAME,
      runtime,
    });
    return makeHandler(() => service);
  }
}
