import { subscribe } from 'node:diagnostics_channel';
import { IncomingMessage } from 'node:http';

/**
 * Keeps the framework from parsing JSON, so that the function gets bytes. The framework answers 400 to what is not JSON and
 * logs it whole, and Eventarc delivers such an event again for 24 hours. No setting prevents that; an unknown content type does.
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
