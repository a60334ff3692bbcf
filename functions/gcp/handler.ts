import type { HttpFunction } from '@google-cloud/functions-framework';
import { computeClients } from '../../shared/gcp/client.ts';
import { computeCloud } from '../../shared/gcp/cloud.ts';
import { readGcpConfig } from '../../shared/gcp/config.ts';
import { coalesce } from '../common/coalesce.ts';
import { makeLogger } from '../common/log.ts';
import { parseManual } from '../common/manual.ts';
import { once } from '../common/once.ts';
import { Worker } from '../common/worker.ts';
import { readJson, takeBodiesUnparsed } from './bodies.ts';
import { readCloudEvent } from './events/cloud-event.ts';
import { parseCloudEvent } from './events/parse.ts';
import { answerEvent, answerManual } from './respond.ts';

takeBodiesUnparsed();

/** The Cloud Run function around a worker, which is asked for with every request so that wrong settings fail each of them. */
export function makePodRoutes(worker: () => Worker, quiet?: number): HttpFunction {
  const shared = once(() => {
    const ready = worker();
    return { run: coalesce((request) => ready.run(request), quiet), log: ready.log };
  });
  return async (request, response) => {
    if (request.method !== 'POST') {
      response.set('Allow', 'POST').status(405).json({ error: 'POST a CloudEvent or {"action":"resync"}' });
      return;
    }
    const { run, log } = shared();
    const content = readJson(request.body);
    const event = readCloudEvent(request.headers, content);
    const { status, body } =
      event === undefined
        ? await answerManual(parseManual(content), run, log)
        : await answerEvent(parseCloudEvent(event), run, log);
    response.status(status).json(body);
  };
}

function workerFromEnvironment(): Worker {
  const config = readGcpConfig(process.env);
  return new Worker(computeCloud(computeClients(config), config), config.cluster, makeLogger('gcp'));
}

/**
 * The Cloud Run function (http signature). Takes CloudEvents, binary and structured, and manual payloads as plain JSON.
 * What it cannot do because of its settings or of a bug it throws, and the framework answers 500.
 */
export const podRoutes: HttpFunction = makePodRoutes(workerFromEnvironment);
