import type * as z from 'zod/mini';

/** Where a payload breaks its schema; never what it holds there. */
export function describeSchemaError(error: z.core.$ZodError): string {
  return error.issues
    .map(({ path, code }) => `${path.join('.') || 'payload'} (${code.replaceAll('_', ' ')})`)
    .join(', ');
}
