import * as z from 'zod/mini';
import { explain } from '../../common/explain.ts';
import { isManual, parseManual, unforced } from '../../common/manual.ts';
import type { Wake } from '../../common/wake.ts';
import { parseLogEntry } from './audit-log.ts';

const Published = z.object({ message: z.object({ data: z.string() }) });

/** A Pub/Sub message: a log entry from the sink for system events, or a manual payload. */
export function parsePublished(data: unknown, project?: string): Wake {
  const parsed = Published.safeParse(data);
  if (!parsed.success) return { kind: 'malformed', why: `Pub/Sub message: ${explain(parsed.error)}` };
  let content: unknown;
  try {
    content = JSON.parse(Buffer.from(parsed.data.message.data, 'base64').toString('utf8'));
  } catch {
    return { kind: 'malformed', why: 'the Pub/Sub message is not JSON' };
  }
  return isManual(content) ? unforced(parseManual(content)) : parseLogEntry(content, project);
}
