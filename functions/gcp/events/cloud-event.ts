import * as z from 'zod/mini';
import { parseJson } from '../../common/parse-json.ts';

export interface CloudEvent {
  /** Undefined when the event could not be read. */
  readonly type: string | undefined;
  readonly data: unknown;
}

const Structured = z.object({ specversion: z.string(), type: z.string(), data: z.optional(z.unknown()) });

/**
 * The CloudEvent in an HTTP request, in binary mode (attributes in ce- headers) or structured mode (all in the body); undefined
 * when there is none. https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
 */
export function readCloudEvent(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  payload: unknown,
): CloudEvent | undefined {
  const type = headers['ce-type'];
  if (typeof type === 'string') return { type, data: payload };
  const structured = Structured.safeParse(payload);
  if (structured.success) return { type: structured.data.type, data: parseJson(structured.data.data) };
  const isDeclared = /^application\/cloudevents/i.test(String(headers['content-type']));
  return isDeclared ? { type: undefined, data: undefined } : undefined;
}
