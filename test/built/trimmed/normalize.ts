import type { RecordedRequest } from '../../support/recording-proxy.ts';

/** What differs from call to call whoever makes it. */
const VOLATILE = new Set(['amz-sdk-invocation-id', 'content-length', 'host', 'x-amz-date']);

/** A header without what is new in each request, and without the SDK's version, which its two builds state differently. */
function normalizeHeader(value: string): string {
  return (
    value
      .replace(/Signature=\w+/, 'Signature=...')
      .replace(/\/\d{8}\//, '/DATE/')
      .replaceAll(/(aws-sdk-js\/|api\/[\w-]+#)[\d.]+/g, '$1VERSION')
      // Powertools names itself for every client of the process, from when it is loaded.
      .replaceAll(/ app\/PT-[\w.-]+/g, '')
  );
}

/** EC2's client makes up a token for whoever gives none. */
const CLIENT_TOKEN = /(?<=\bClientToken=)[\da-f-]{36}/;

export function normalizeRequest({ method, path, headers, body }: RecordedRequest): object {
  const hasToken = CLIENT_TOKEN.test(body);
  // The hash of a body with a new token is new too.
  const isVolatile = (name: string) => VOLATILE.has(name) || (hasToken && name === 'x-amz-content-sha256');
  const kept = Object.entries(headers).filter(([name]) => !isVolatile(name));
  return {
    method,
    path,
    headers: Object.fromEntries(kept.map(([name, value]) => [name, normalizeHeader(value)])),
    body: body.replace(CLIENT_TOKEN, 'TOKEN'),
  };
}

const DATA = new Set(['string', 'number', 'boolean']);
const DETAILS = new Set(['$metadata', '$retryable', 'statusDetails', 'errorInfoMetadata']);

/** All that an error says, its causes included; not the sockets and streams that hang on it. */
export function normalizeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, cause } = error;
  const told = Object.entries(error).filter(([key, value]) => DATA.has(typeof value) || DETAILS.has(key));
  // A message may tell the address, or how long somebody waited: both are others each time.
  const timeless = message.replaceAll(/127\.0\.0\.1:\d+/g, 'LOCAL').replaceAll(/\d+ milliseconds/g, 'a while');
  const data = { name, message: timeless, ...Object.fromEntries(told) };
  return { ...data, cause: normalizeError(cause) };
}
