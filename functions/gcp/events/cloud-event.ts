import * as z from 'zod/mini';

/** What matters of a CloudEvent here: its type and its data. */
export interface CloudEvent {
  readonly type: string;
  readonly data: unknown;
}

const Structured = z.object({ specversion: z.string(), type: z.string(), data: z.optional(z.unknown()) });

function decoded(data: unknown): unknown {
  if (typeof data !== 'string' && !Buffer.isBuffer(data)) return data;
  try {
    return JSON.parse(data.toString());
  } catch {
    return undefined;
  }
}

/**
 * The CloudEvent in an HTTP request, in binary mode (attributes as ce- headers) or structured mode (all in the body);
 * undefined when it carries none. https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
 */
export function readCloudEvent(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: unknown,
): CloudEvent | undefined {
  const type = headers['ce-type'];
  if (typeof type === 'string') return { type, data: decoded(body) };
  const structured = Structured.safeParse(decoded(body));
  return structured.success ? { type: structured.data.type, data: decoded(structured.data.data) } : undefined;
}
