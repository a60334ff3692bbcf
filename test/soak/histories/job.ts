import * as z from 'zod/mini';
import { Statistics } from '../../histories/explore/statistics.ts';

/** Histories that one process plays at a time. */
export const Job = z.object({ cloud: z.enum(['aws', 'gcp']), seed: z.number(), runs: z.number() });
export type Job = z.infer<typeof Job>;

/** What happened in them, and how one of them broke a promise. */
export const JobResult = z.object({ statistics: Statistics, violation: z.optional(z.string()) });
export type JobResult = z.infer<typeof JobResult>;
