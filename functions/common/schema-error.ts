import type * as z from 'zod/mini';

/** Where a payload breaks its schema, without its values. */
export function describeSchemaError(error: z.core.$ZodError): string {
  return error.issues
    .map(({ path, code }) => `${path.join('.') || 'payload'} (${code.replaceAll('_', ' ')})`)
    .join(', ');
}
