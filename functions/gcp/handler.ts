import type { HttpFunction } from '@google-cloud/functions-framework';
import { computeClients } from '../../shared/gcp/api/client.ts';
import { computeCloud } from '../../shared/gcp/cloud.ts';
import { readGcpConfig } from '../../shared/gcp/config.ts';
import { makeLogger } from '../common/log.ts';
import { once } from '../common/once.ts';
import { Reconciler } from '../common/reconciler.ts';
import { makeRequestHandler } from './request-handler.ts';
import { BodyTooLarge, disableBodyParsing, unpackedBody } from './raw-body.ts';

disableBodyParsing();

/**
 * Milliseconds that one reconcile may write. A request may have to wait for the previous one's reconcile, and each may wait two
 * minutes more for an operation under way: both end before the request times out (540 s).
 */
export const RECONCILE_TIMEOUT = 130_000;

/** Milliseconds after which it also reads no more. */
const END_TIMEOUT = 180_000;

export function makeHandler(
  getReconciler: () => Reconciler,
  debounce?: number,
  getProject?: () => string,
): HttpFunction {
  const handleRequest = makeRequestHandler(getReconciler, debounce, getProject);
  return async (request, response) => {
    if (request.method !== 'POST') {
      response.set('Allow', 'POST').status(405).json({ error: 'POST a CloudEvent or {"action":"resync"}' });
      return;
    }
    let received: unknown;
    try {
      received = unpackedBody(request, request.body);
    } catch (error) {
      if (!(error instanceof BodyTooLarge)) throw error;
      getReconciler().log.warn({ why: error.name }, 'request refused');
      response.status(413).json({ error: 'the body is longer than a megabyte' });
      return;
    }
    const { status, body } = await handleRequest(request.headers, received);
    response.status(status).json(body);
  };
}

const readConfig = once(() => readGcpConfig(process.env));

function reconcilerFromEnvironment(): Reconciler {
  const config = readConfig();
  const deadline = () => AbortSignal.timeout(RECONCILE_TIMEOUT);
  const end = () => AbortSignal.timeout(END_TIMEOUT);
  return new Reconciler(computeCloud(computeClients(config), config), config.cluster, makeLogger('gcp'), {
    deadline,
    end,
  });
}

/**
 * The Cloud Run function (http signature). Takes CloudEvents, binary and structured, and manual payloads as plain JSON. It
 * throws on wrong settings and bugs, which the framework answers with 500.
 */
export const podRoutes: HttpFunction = makeHandler(reconcilerFromEnvironment, undefined, () => readConfig().project);
