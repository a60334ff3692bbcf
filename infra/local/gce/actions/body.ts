import { z } from 'zod';
import { ApiError, invalidField } from '../errors.ts';

/** The posted body in the shape of `schema`; the first thing that does not fit is named in the refusal. */
export function bodyOf<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue === undefined) throw new ApiError('invalid', 'Invalid body');
  throw invalidField(['resource', ...issue.path].join('.'), '', issue.message);
}

export const text = z.string().optional();
export const texts = z.array(z.string()).optional();
export const flag = z.boolean().optional();
