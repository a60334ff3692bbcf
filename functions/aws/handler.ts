import { ec2Client } from '../../shared/aws/client.ts';
import { ec2Cloud } from '../../shared/aws/cloud.ts';
import { readAwsConfig } from '../../shared/aws/config.ts';
import type { Report } from '../../shared/reconcile/report.ts';
import { makeLogger } from '../common/log.ts';
import { isManual } from '../common/manual.ts';
import { once } from '../common/once.ts';
import { Worker } from '../common/worker.ts';
import { parseBatch } from './events/batch.ts';
import { parseEvent } from './events/parse.ts';
import { answerBatch, answerOne, type BatchAnswer } from './respond.ts';

type Handler = (payload: unknown) => Promise<Report | BatchAnswer | undefined>;

/** The Lambda function around a worker, which is asked for with every invocation so that wrong settings fail each of them. */
export function makeHandler(worker: () => Worker): Handler {
  return async (payload) => {
    const ready = worker();
    const batch = parseBatch(payload);
    if (batch !== undefined) return answerBatch(batch, ready);
    return answerOne(parseEvent(payload), isManual(payload), ready);
  };
}

function workerFromEnvironment(): Worker {
  const config = readAwsConfig(process.env);
  return new Worker(ec2Cloud(ec2Client(), config), config.cluster, makeLogger('aws'));
}

/**
 * The Lambda function. Takes EventBridge events in SQS batches or bare, and manual payloads. Throws when the network could
 * not be read or a bare event was left undone; the platform tries again.
 */
export const handler: Handler = makeHandler(once(workerFromEnvironment));
