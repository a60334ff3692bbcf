import { subscribe } from 'node:diagnostics_channel';
import { IncomingMessage } from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';

/** Bytes of a body, packed or not; the longest event is a quarter of that. */
const MAX_BODY_LENGTH = 1_000_000;

/** A body that is longer than any event. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

interface Taken {
  readonly encoding: string;
  length: number;
}

const taken = new WeakMap<IncomingMessage, Taken>();

/** Keeps no more of the body than the limit. What Node's parser reads, it hands on with `push`. */
function limitBody(request: IncomingMessage): void {
  const body = { encoding: request.headers['content-encoding'] ?? '', length: 0 };
  taken.set(request, body);
  const push = request.push.bind(request);
  request.push = (chunk: unknown, encoding) => {
    if (!Buffer.isBuffer(chunk)) return push(chunk, encoding);
    body.length += chunk.length;
    return body.length > MAX_BODY_LENGTH || push(chunk, encoding);
  };
  // The framework would unpack a gigabyte, and would refuse a body that is shorter than announced.
  delete request.headers['content-encoding'];
  if (request.headers['content-length'] === undefined) return;
  delete request.headers['content-length'];
  request.headers['transfer-encoding'] = 'chunked';
}

/** Keeps the framework from parsing JSON, by an unknown content type. */
function hideJson({ headers }: IncomingMessage): void {
  const type = headers['content-type'] ?? '';
  if (!/^application\/([\w.-]+\+)?json\b/i.test(type)) return;
  headers['content-type'] = /^application\/cloudevents/i.test(type)
    ? 'application/cloudevents'
    : 'application/octet-stream';
}

/**
 * Makes the framework hand over at most the first megabyte of a body, as bytes. It would read a gigabyte, and unpack as much; it
 * answers 400 to what is not JSON and logs it whole, and Eventarc delivers such an event again for 24 hours. No setting prevents
 * that.
 */
export function disableBodyParsing(): void {
  subscribe('http.server.request.start', (message) => {
    if (typeof message !== 'object' || message === null || !('request' in message)) return;
    const { request } = message;
    if (!(request instanceof IncomingMessage)) return;
    limitBody(request);
    hideJson(request);
  });
}

function unpack(body: Buffer, encoding: string): Buffer {
  const options = { maxOutputLength: MAX_BODY_LENGTH };
  switch (encoding.toLowerCase()) {
    case 'gzip':
      return gunzipSync(body, options);
    case 'deflate':
      return inflateSync(body, options);
    case 'br':
      return brotliDecompressSync(body, options);
    default:
      return body;
  }
}

/** The body that the framework read, unpacked; empty when it cannot be. Throws BodyTooLarge. */
export function unpackedBody(request: IncomingMessage, body: unknown): unknown {
  const { encoding = '', length = 0 } = taken.get(request) ?? {};
  if (length > MAX_BODY_LENGTH) throw new BodyTooLarge();
  if (!Buffer.isBuffer(body)) return body;
  try {
    return unpack(body, encoding);
  } catch (error) {
    if (error instanceof RangeError) throw new BodyTooLarge();
    return Buffer.alloc(0);
  }
}
