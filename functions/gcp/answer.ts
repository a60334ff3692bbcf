import type { Request } from '../../shared/reconcile/request.ts';
import { Coalescer } from '../common/coalesce.ts';
import { parseManual } from '../common/manual.ts';
import { once } from '../common/once.ts';
import type { Worker } from '../common/worker.ts';
import { readJson } from './bodies.ts';
import { readCloudEvent } from './events/cloud-event.ts';
import { parseCloudEvent } from './events/parse.ts';
import { type Answer, answerEvent, answerManual } from './respond.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * Answers requests, whatever server they come through: CloudEvents and manual payloads. The worker is asked for with every
 * request, so that wrong settings fail each of them.
 *
 * @param debounce see `Coalescer`
 * @param project the nodes' project, asked for after the worker: the log entries of others are left alone
 */
export function makeAnswerer(
  worker: () => Worker,
  debounce?: number,
  project?: () => string,
): (headers: Headers, body: unknown) => Promise<Answer> {
  const shared = once(() => {
    const ready = worker();
    const coalescer = new Coalescer((request) => ready.run(request), debounce);
    return { run: (request: Request) => coalescer.request(request), log: ready.log };
  });
  return async (headers, body) => {
    const { run, log } = shared();
    const content = readJson(body);
    const event = readCloudEvent(headers, content);
    return event === undefined
      ? answerManual(parseManual(content), run, log)
      : answerEvent(parseCloudEvent(event, project?.()), run, log);
  };
}
