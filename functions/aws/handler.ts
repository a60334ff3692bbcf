import { ec2Client } from '../../shared/aws/api/client.ts';
import { readAwsConfig } from '../../shared/aws/config.ts';
import type { Report } from '../../shared/reconcile/report/report.ts';
import { makeLogger } from '../common/log.ts';
import { isManualPayload } from '../common/manual-payload.ts';
import { once } from '../common/once.ts';
import { parseBatch } from './events/sqs-batch.ts';
import { originOfContext } from './events/origin.ts';
import { respondToBatch, respondToEvent, respondToManual, type BatchResponse } from './respond.ts';
import { makeService, type Service } from './service.ts';
import { followUpBudget, timeBudget } from './deadline.ts';

type Handler = (payload: unknown, context?: unknown) => Promise<Report | BatchResponse | undefined>;

/** The Lambda function. It gets the service on every invocation, so that wrong settings fail each of them. */
export function makeHandler(getService: () => Service): Handler {
  return async (payload, context) => {
    const service = getService();
    const after = (budget: number | undefined) =>
      budget === undefined ? undefined : service.timeoutSignal(Math.floor(budget));
    const [signal, end] = [after(timeBudget(context)), after(followUpBudget(context))];
    const responderContext = { ...service, signal, end };
    const batch = parseBatch(payload, service.parseEvent);
    if (batch !== undefined) return respondToBatch(batch, responderContext);
    const event = service.parseEvent(payload, originOfContext(context));
    return isManualPayload(payload)
      ? respondToManual(event, responderContext)
      : respondToEvent(event, responderContext);
  };
}

function serviceFromEnvironment(): Service {
  const config = readAwsConfig(process.env);
  const clients = {
    ec2: ec2Client(),
    autoScaling: once(async () => (await import('./hooks/complete-lifecycle-action.ts')).autoScalingClient()),
    eventBridge: once(async () => (await import('./telemetry/publish-outcomes.ts')).eventBridgeClient()),
  };
  const log = makeLogger('aws');
  const functionName = process.env['AWS_LAMBDA_FUNCTION_NAME'];
  // Only CloudWatch Logs reads the embedded metric format.
  if (functionName === undefined) return makeService(config, clients, { log });
  const metricSink = (line: string) => void process.stdout.write(`${line}\n`);
  return makeService(config, clients, { log, functionName, metricSink });
}

/**
 * Takes EventBridge events in SQS batches or bare, and manual payloads. Throws when the network could not be read or a bare
 * event is unfinished, so that the platform retries.
 */
export const handler: Handler = makeHandler(once(serviceFromEnvironment));
