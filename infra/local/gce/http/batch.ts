import type { BrokenConnection } from '../../common/broken-connection.ts';
import type { ApiResponse, ApiRequest } from './dispatch.ts';

const BOUNDARY = 'batch_local_gce';

/** What a batch is answered with: the answers of its parts in one body. */
export interface BatchResponse {
  readonly contentType: string;
  readonly body: string;
}

/** gcloud sends several requests as one of `multipart/mixed`, as when it deletes two instances by one command. */
export const isBatch = (url: string): boolean => url.startsWith('/batch/compute/');

export function answerBatch(
  request: ApiRequest,
  answer: (part: ApiRequest) => ApiResponse | BrokenConnection,
): BatchResponse {
  const parts = partsOf(request).map((part) => {
    const id = /^content-id: <(.*)>/im.exec(part)?.[1] ?? '';
    return answerPart(id, answer(requestOf(part, request)));
  });
  return { contentType: `multipart/mixed; boundary=${BOUNDARY}`, body: `${parts.join('')}--${BOUNDARY}--\r\n` };
}

function partsOf({ headers, body }: ApiRequest): string[] {
  const boundary = /boundary="?([^";]+)"?/.exec(headers['content-type'] ?? '')?.[1];
  if (boundary === undefined) return [];
  return body.split(`--${boundary}`).slice(1, -1);
}

/** The request inside a part stands after the part's own headers and a blank line. */
function requestOf(part: string, outer: ApiRequest): ApiRequest {
  const inner = part.replace(/^[\s\S]*?\r?\n\r?\n/, '');
  const [head = '', ...rest] = inner.split(/\r?\n\r?\n/);
  const [, method = 'GET', url = '/'] = /^(\w+) (\S+)/.exec(head) ?? [];
  return { method, url, headers: outer.headers, body: rest.join('\n\n').trim() };
}

function answerPart(id: string, answer: ApiResponse | BrokenConnection): string {
  // One connection carries the whole batch: a part cannot lose its own.
  const { status, body } = typeof answer === 'string' ? { status: 503, body: {} } : answer;
  const inner = `HTTP/1.1 ${status} ${status < 400 ? 'OK' : 'Error'}\r\nContent-Type: application/json\r\n\r\n`;
  const head = `--${BOUNDARY}\r\nContent-Type: application/http\r\nContent-ID: <response-${id}>\r\n\r\n`;
  return `${head}${inner}${JSON.stringify(body)}\r\n`;
}
