import type { HttpFunction } from '@google-cloud/functions-framework';
import { computeClients } from '../../shared/gcp/client.ts';
import { computeCloud } from '../../shared/gcp/cloud.ts';
import { readGcpConfig } from '../../shared/gcp/config.ts';
import { makeLogger } from '../common/log.ts';
import { once } from '../common/once.ts';
import { Worker } from '../common/worker.ts';
import { makeAnswerer } from './answer.ts';
import { takeBodiesUnparsed } from './bodies.ts';

takeBodiesUnparsed();

/**
 * How long one reconcile may write, in milliseconds. A request may have to wait for the one before its own, and each may wait
 * two minutes more for an operation under way: both together end before the request does (540 s).
 */
export const RUN_LIMIT = 130_000;

/** The Cloud Run function around a worker. */
export function makePodRoutes(worker: () => Worker, debounce?: number, project?: () => string): HttpFunction {
  const answer = makeAnswerer(worker, debounce, project);
  return async (request, response) => {
    if (request.method !== 'POST') {
      response.set('Allow', 'POST').status(405).json({ error: 'POST a CloudEvent or {"action":"resync"}' });
      return;
    }
    const { status, body } = await answer(request.headers, request.body);
    response.status(status).json(body);
  };
}

const config = once(() => readGcpConfig(process.env));

function workerFromEnvironment(): Worker {
  const settings = config();
  const limit = () => AbortSignal.timeout(RUN_LIMIT);
  return new Worker(computeCloud(computeClients(settings), settings), settings.cluster, makeLogger('gcp'), { limit });
}

/**
 * The Cloud Run function (http signature). Takes CloudEvents, binary and structured, and manual payloads as plain JSON.
 * What it cannot do because of its settings or of a bug it throws, and the framework answers 500.
 */
export const podRoutes: HttpFunction = makePodRoutes(workerFromEnvironment, undefined, () => config().project);
