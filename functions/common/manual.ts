import * as z from 'zod/mini';
import { explain } from './explain.ts';
import type { Wake } from './wake.ts';

const Manual = z.strictObject({
  action: z.enum(['resync', 'plan']),
  force: z._default(z.boolean(), false),
});

/** Whether somebody wrote this by hand rather than a cloud. */
export function isManual(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && 'action' in payload;
}

/** Reads `{"action":"resync"|"plan","force":false}`. */
export function parseManual(payload: unknown): Wake {
  const parsed = Manual.safeParse(payload);
  if (!parsed.success) {
    return { kind: 'malformed', why: `not {"action":"resync"|"plan","force":true|false}: ${explain(parsed.error)}` };
  }
  const { action, force } = parsed.data;
  return action === 'plan' ? { kind: 'plan' } : { kind: 'resync', force };
}

/**
 * What came through a queue or a topic may ask for a resync, but not for a forced one: that is for whoever calls the function
 * and sees its answer.
 */
export function unforced<Asked extends { readonly kind: string }>(wake: Asked): Asked | Wake {
  const isForced = wake.kind === 'resync' && 'force' in wake && wake.force === true;
  return isForced ? { kind: 'malformed', why: 'force is taken from nobody but a caller of the function' } : wake;
}
