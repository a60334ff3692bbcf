import * as z from 'zod/mini';

export const EventTime = z.string().check(z.refine((time) => !Number.isNaN(Date.parse(time))));

export const InstanceId = z.string().check(z.trim(), z.regex(/^i-[0-9a-f]{8,17}$/));
