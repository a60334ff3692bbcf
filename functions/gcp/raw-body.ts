import { subscribe } from 'node:diagnostics_channel';
import { IncomingMessage } from 'node:http';

/**
 * Keeps the framework from parsing JSON, so that the function gets bytes. The framework answers 400 to what is not JSON
 * before the function is asked, and logs it whole; an event of that kind Eventarc would deliver again for 24 hours.
 * There is no setting for it: what helps is a content type that the framework does not know.
 */
export function disableBodyParsing(): void {
  subscribe('http.server.request.start', (message) => {
    if (typeof message !== 'object' || message === null || !('request' in message)) return;
    const { request } = message;
    if (!(request instanceof IncomingMessage)) return;
    const type = request.headers['content-type'] ?? '';
    if (!/^application\/([\w.-]+\+)?json\b/i.test(type)) return;
    request.headers['content-type'] = /^application\/cloudevents/i.test(type)
      ? 'application/cloudevents'
      : 'application/octet-stream';
  });
}

/** The JSON in a body; undefined when there is none in it. */
export function parseJson(body: unknown): unknown {
  if (typeof body !== 'string' && !Buffer.isBuffer(body)) return body;
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
