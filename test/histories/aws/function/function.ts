import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { makeHandler } from '../../../../functions/aws/handler.ts';
import { type Clients, makeService } from '../../../../functions/aws/service.ts';
import { makeLogger } from '../../../../functions/common/log.ts';
import { once } from '../../../../functions/common/once.ts';
import type { LocalAutoScaling, LocalEc2 } from '../../../../infra/local/aws.ts';
import { AWS_CREDENTIALS, AWS_SETTINGS, FUNCTION_NAME, inProcess } from '../../../../infra/local/aws-deployment.ts';
import { readAwsConfig } from '../../../../shared/aws/config.ts';
import { isRead } from './api-calls.ts';
import { directEc2Client } from './direct-client.ts';
import { RestartableProcess } from '../../run/restartable-process.ts';
import type { SimulatedProcess, CallScheduler } from '../../run/call-scheduler.ts';

export interface FunctionOptions {
  readonly ec2: LocalEc2;
  readonly autoScaling: LocalAutoScaling;
  readonly eventBridgeUrl: string;
  /** How often a call is tried again. */
  readonly retries: number;
  readonly settings?: Readonly<Record<string, string>>;
  readonly scheduler: CallScheduler;
  readonly write: (line: string) => void;
}

type Handler = ReturnType<typeof makeHandler>;

/** The clients of one life, whose calls go through the turnstile. */
function clientsFor(proc: SimulatedProcess, { scheduler, ec2, autoScaling, eventBridgeUrl }: FunctionOptions): Clients {
  const common = { region: 'us-east-1', credentials: AWS_CREDENTIALS, maxAttempts: 1 };
  const wait = { step: 'initialize', name: 'turnstile' } as const;
  const enter =
    <Input extends object, Output>(
      next: (args: { input: Input }) => Promise<Output>,
      { commandName = '' }: { commandName?: string },
    ) =>
    (args: { input: Input }) => {
      const call = { action: commandName.replace(/Command$/, ''), input: args.input };
      return scheduler.submit(proc, call, () => next(args));
    };
  const ec2Calls = directEc2Client(ec2.respond, (call, send) => scheduler.submit(proc, call, send));
  const hooks = once(async () => {
    const { url, respond } = autoScaling;
    const client = new AutoScalingClient({ ...common, endpoint: url, ...inProcess(respond) });
    client.middlewareStack.add(enter, wait);
    return client;
  });
  const eventBridge = once(async () => {
    const client = new EventBridgeClient({ ...common, endpoint: eventBridgeUrl });
    client.middlewareStack.add(enter, wait);
    return client;
  });
  return { ec2: ec2Calls, autoScaling: hooks, eventBridge };
}

function start(proc: SimulatedProcess, options: FunctionOptions): Handler {
  const { settings, retries: maxRetries, scheduler, write } = options;
  const { clock } = scheduler;
  const service = makeService(readAwsConfig({ ...AWS_SETTINGS, ...settings }), clientsFor(proc, options), {
    log: makeLogger('aws', { write }),
    functionName: FUNCTION_NAME,
    clock: clock.clockFor(proc),
    retryPolicy: { maxRetries, initialBackoff: 100 },
    timeoutSignal: (milliseconds) => clock.timeout(milliseconds),
  });
  return makeHandler(() => service);
}

/** The Lambda function, with each of its API calls going through the turnstile. */
export class AwsFunction extends RestartableProcess<Handler> {
  readonly #scheduler: CallScheduler;

  constructor(surroundings: FunctionOptions) {
    super((life) => start(life, surroundings));
    this.#scheduler = surroundings.scheduler;
  }

  /** @param remaining milliseconds that Lambda says are left; it says nothing when undefined */
  invoke(payload: unknown, remaining?: number): Promise<unknown> {
    // What the invocation before had no time to read is no look of this one. What it was writing it has waited for.
    this.#scheduler.loseCalls(this.proc, isRead);
    const context = remaining === undefined ? undefined : { getRemainingTimeInMillis: () => remaining };
    return this.entryPoint(payload, context);
  }
}
