import * as z from 'zod/mini';
import { parseJson } from '../../common/parse-json.ts';
import { checkPayload } from '../../common/schema-error.ts';

/** A CloudEvent, or what is wrong with one. */
export type CloudEvent =
  { readonly type: string; readonly data: unknown } | { readonly type?: never; readonly problem: string };

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
  const { data: structured, problem } = checkPayload(Structured, payload);
  if (structured !== undefined) return { type: structured.type, data: parseJson(structured.data) };
  const isDeclared = /^application\/cloudevents/i.test(String(headers['content-type']));
  return isDeclared ? { problem } : undefined;
}
