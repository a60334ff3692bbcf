import * as z from 'zod/mini';

export const EventTime = z.string().check(z.refine((time) => !Number.isNaN(Date.parse(time)), 'is not a date'));
