import { ec2Client } from '../../shared/aws/client.ts';
import { readAwsConfig } from '../../shared/aws/config.ts';
import type { Report } from '../../shared/reconcile/report.ts';
import { makeLogger } from '../common/log.ts';
import { isManual } from '../common/manual.ts';
import { once } from '../common/once.ts';
import { parseBatch } from './events/batch.ts';
import { originOfContext } from './events/origin.ts';
import { answerBatch, answerEvent, answerManual, type BatchAnswer } from './respond.ts';
import { makeService, type Service } from './service.ts';
import { timeFor } from './time-box.ts';

type Handler = (payload: unknown, context?: unknown) => Promise<Report | BatchAnswer | undefined>;

/** The Lambda function around a service, which is asked for with every invocation so that wrong settings fail each of them. */
export function makeHandler(service: () => Service): Handler {
  return async (payload, context) => {
    const ready = service();
    const time = timeFor(context);
    const answering = { ...ready, signal: time === undefined ? undefined : ready.timeout(time) };
    const batch = parseBatch(payload, ready.parse);
    if (batch !== undefined) return answerBatch(batch, answering);
    const wake = ready.parse(payload, originOfContext(context));
    return isManual(payload) ? answerManual(wake, answering) : answerEvent(wake, answering);
  };
}

function serviceFromEnvironment(): Service {
  const config = readAwsConfig(process.env);
  const clients = {
    ec2: ec2Client(),
    autoScaling: once(async () => (await import('./hooks/lifecycle-actions.ts')).autoScalingClient()),
    eventBridge: once(async () => (await import('./telemetry/publish.ts')).eventBridgeClient()),
  };
  const log = makeLogger('aws');
  const functionName = process.env['AWS_LAMBDA_FUNCTION_NAME'];
  // Elsewhere nobody reads the embedded metric format.
  if (functionName === undefined) return makeService(config, clients, { log });
  const metricSink = (line: string) => void process.stdout.write(`${line}\n`);
  return makeService(config, clients, { log, functionName, metricSink });
}

/**
 * The Lambda function. Takes EventBridge events in SQS batches or bare, and manual payloads. Throws when the network could
 * not be read or a bare event was left undone; the platform tries again.
 */
export const handler: Handler = makeHandler(once(serviceFromEnvironment));
