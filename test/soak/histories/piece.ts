import * as z from 'zod/mini';
import { Tally } from '../../histories/tally.ts';

/** Histories that one process plays at a time. */
export const Piece = z.object({ cloud: z.enum(['aws', 'gcp']), seed: z.number(), runs: z.number() });
export type Piece = z.infer<typeof Piece>;

/** What happened in them, and how one of them broke a promise. */
export const Outcome = z.object({ tally: Tally, broken: z.optional(z.string()) });
export type Outcome = z.infer<typeof Outcome>;
