import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { type EC2ClientConfig, EC2Client } from '@aws-sdk/client-ec2';
import {
  CONNECTION_TIMEOUT,
  credentialsError,
  REQUEST_TIMEOUT,
  timeoutError,
  withTimeLimit,
} from '../../reconcile/cloud/time-limit.ts';

type Hook = <Input, Output>(
  next: (input: Input) => Promise<Output>,
  context: object,
) => (input: Input) => Promise<Output>;

interface Hookable {
  readonly middlewareStack: {
    add(hook: Hook, where: { readonly step: 'initialize'; readonly priority: 'high'; readonly name: string }): void;
    add(hook: Hook, where: { readonly step: 'finalizeRequest'; readonly priority: 'low'; readonly name: string }): void;
  };
}

interface TimeLimits<Config> {
  readonly config: Config;
  readonly requestTimeout?: number | undefined;
  /** Of each of the client's own tries. */
  readonly attemptTimeout?: number;
}

function closeIdleConnections(agent: HttpAgent): void {
  for (const socket of Object.values(agent.freeSockets).flatMap((sockets) => sockets ?? [])) socket.destroy();
}

/**
 * Makes an AWS client whose calls end in time, retries of the client's own and credentials included. The SDK's timeouts, which
 * are off by default, close the socket. After a timeout its idle connections are closed too: the next ones may be dead as well.
 */
export function clientWithTimeLimit<Client extends Hookable, Config extends object>(
  make: (config: Config) => Client,
  { config, requestTimeout = REQUEST_TIMEOUT, attemptTimeout = requestTimeout }: TimeLimits<Config>,
): Client {
  const keptConnections = { keepAlive: true, maxSockets: 50 };
  const agents = { httpAgent: new HttpAgent(keptConnections), httpsAgent: new HttpsAgent(keptConnections) };
  const requestHandler = {
    ...agents,
    requestTimeout: attemptTimeout,
    connectionTimeout: Math.min(CONNECTION_TIMEOUT, attemptTimeout),
    socketTimeout: attemptTimeout,
    throwOnRequestTimeout: true,
  };
  // The mode `adaptive`, which somebody's profile may ask for, would be a rate limiter beside ours.
  const client = make({ requestHandler, retryMode: 'standard', ...config });
  /** Contexts of calls that had credentials. */
  const sent = new WeakSet<object>();
  const errorOf = (context: object) => (milliseconds: number) =>
    sent.has(context)
      ? timeoutError(milliseconds)
      : credentialsError(`the AWS credentials did not come within ${milliseconds / 1000} s`);
  const closeIdleAfterTimeout = async <Output>(answer: Promise<Output>): Promise<Output> => {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof Error && error.name === 'TimeoutError') Object.values(agents).forEach(closeIdleConnections);
      throw error;
    }
  };
  client.middlewareStack.add(
    (next, context) => (input) => closeIdleAfterTimeout(withTimeLimit(next(input), requestTimeout, errorOf(context))),
    { step: 'initialize', priority: 'high', name: 'timeLimit' },
  );
  // Inside of the client's own retries, and after it has credentials.
  const sendingHook: Hook = (next, context) => (input) => {
    sent.add(context);
    return closeIdleAfterTimeout(next(input));
  };
  client.middlewareStack.add(sendingHook, { step: 'finalizeRequest', priority: 'low', name: 'closeIdleAfterTimeout' });
  return client;
}

/** An EC2 client without retries of its own: `makeEc2Api` retries, and two layers would multiply. */
export function ec2Client(overrides: EC2ClientConfig = {}, requestTimeout?: number): EC2Client {
  const config = { maxAttempts: 1, ...overrides };
  return clientWithTimeLimit((withLimits: EC2ClientConfig) => new EC2Client(withLimits), { config, requestTimeout });
}
