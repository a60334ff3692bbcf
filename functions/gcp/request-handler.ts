import type { ReconcileRequest } from '../../shared/reconcile/request.ts';
import { Coalescer } from '../common/coalescer.ts';
import { parseManualPayload } from '../common/manual-payload.ts';
import { once } from '../common/once.ts';
import { parseJson } from '../common/parse-json.ts';
import type { Reconciler } from '../common/reconciler.ts';
import { readCloudEvent } from './events/cloud-event.ts';
import { parseEvent } from './events/parse-event.ts';
import { type HttpResponse, respondToEvent, respondToManual } from './respond.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Answers CloudEvents and manual payloads. The reconciler is got on every request, so that wrong settings fail each of them.
 *
 * @param debounce see `Coalescer`
 * @param getProject the nodes' project: log entries of others are ignored
 */
export function makeRequestHandler(
  getReconciler: () => Reconciler,
  debounce?: number,
  getProject?: () => string,
): (headers: Headers, body: unknown) => Promise<HttpResponse> {
  const getDependencies = once(() => {
    const reconciler = getReconciler();
    const coalescer = new Coalescer((request) => reconciler.run(request), debounce);
    return { run: (request: ReconcileRequest) => coalescer.request(request), log: reconciler.log };
  });
  return async (headers, body) => {
    const { run, log } = getDependencies();
    const payload = parseJson(body);
    const event = readCloudEvent(headers, payload);
    return event === undefined
      ? respondToManual(parseManualPayload(payload), run, log)
      : respondToEvent(parseEvent(event, getProject?.()), run, log);
  };
}
