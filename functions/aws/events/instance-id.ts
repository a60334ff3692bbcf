import * as z from 'zod/mini';

export const InstanceId = z.string().check(z.trim(), z.regex(/^i-[0-9a-f]{8,17}$/, 'is not an instance id'));
