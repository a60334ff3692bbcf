import { CloudError, CREDENTIALS_UNANSWERED } from './cloud-error.ts';

/** Milliseconds until a connection must be there. */
export const CONNECTION_TIMEOUT = 2000;

/**
 * Milliseconds that one request may take: credentials, connection and the whole answer. A connection may be silent for ever, as
 * one is that died while the process was frozen.
 */
export const REQUEST_TIMEOUT = 8000;

/**
 * Milliseconds that one try of a request may take where the client tries again by itself: so the request outlives a connection
 * that died.
 */
export const ATTEMPT_TIMEOUT = 3000;

/** As Node and the AWS SDK call it. */
const TIMEOUT_CODE = 'TimeoutError';

export function timeoutError(milliseconds: number): Error {
  const error = new Error(`no whole answer within ${milliseconds / 1000} s`);
  return Object.assign(error, { name: TIMEOUT_CODE, code: TIMEOUT_CODE });
}

/** The same of the credentials, without which no request is sent. */
export function credentialsError(message: string, cause?: unknown): Error {
  const error = new Error(message, { cause });
  return Object.assign(error, { name: TIMEOUT_CODE, code: CREDENTIALS_UNANSWERED });
}

/** Settles as `work` does, unless it takes longer: then with an error that both clouds know as a lost connection. */
export async function withTimeLimit<Result>(
  work: Promise<Result>,
  milliseconds: number,
  makeError: (milliseconds: number) => Error = timeoutError,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(makeError(milliseconds)), milliseconds);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** Settles as what `send` returns does, unless `signal` is aborted first, also before it is sent: CloudError `interrupted`. */
export async function unlessAborted<Result>(
  send: () => Promise<Result>,
  signal: AbortSignal | undefined,
  subject: string,
): Promise<Result> {
  if (signal === undefined) return send();
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    const message = `${subject}: there was no time left for the answer`;
    onAbort = () => reject(new CloudError('interrupted', 'Interrupted', message));
    signal.addEventListener('abort', onAbort, { once: true });
  });
  if (signal.aborted) {
    onAbort();
    return aborted;
  }
  try {
    return await Promise.race([send(), aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
