import type { IncomingHttpHeaders } from 'node:http';
import * as z from 'zod/mini';

export interface WireRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What is answered instead, once it is there. */
  readonly later?: Promise<WireResponse>;
}

export class ServiceError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): WireResponse {
  return { status, headers, body: JSON.stringify(body) };
}

export function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body === '' ? '{}' : body);
  } catch {
    throw new ServiceError('SerializationException', 'The request is not JSON.');
  }
}

/** Undefined for what is no JSON. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What was sent, in the shape of `schema`; anything else is refused as the services do. */
export function parse<Shape>(schema: z.ZodMiniType<Shape>, body: string): Shape {
  const result = schema.safeParse(jsonIn(body));
  if (result.success) return result.data;
  throw new ServiceError('ValidationException', z.prettifyError(result.error));
}
