import * as z from 'zod/mini';
import { parseJson } from '../raw-body.ts';

/** What matters of a CloudEvent here: its type and its data. */
export interface CloudEvent {
  /** Undefined when it could not be read. */
  readonly type: string | undefined;
  readonly data: unknown;
}

const Structured = z.object({ specversion: z.string(), type: z.string(), data: z.optional(z.unknown()) });

/**
 * The CloudEvent in an HTTP request whose body says `content`, in binary mode (attributes as ce- headers) or structured mode (all in the body);
 * undefined when it carries none. https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
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
