import * as z from 'zod/mini';
import { CloudError } from '../../../shared/reconcile/cloud/cloud-error.ts';
import type { SettingsSource } from '../../../shared/reconcile/settings.ts';
import { parseJson } from '../../common/parse-json.ts';
import { type FunctionLogGroup, functionLogGroup, NO_LOG_GROUP } from '../logs/filter-log-events.ts';
import type { TargetIo } from '../target/target.ts';

/**
 * How far to look back: milliseconds. By default a resync comes every five minutes, so that the first look, which searches little,
 * is nearly always enough.
 */
const LOOKS = [15 * 60_000, 24 * 3_600_000];

/** The line that the function writes at the end of a resync. What it only planned has the same scope. */
const FILTER_PATTERN = '{ $.scope = "resync" }';

const Summary = z.object({ scope: z.literal('resync'), dryRun: z.literal(false) });

async function newestSince({ pages }: FunctionLogGroup, startTime: number): Promise<number | undefined> {
  let newest: number | undefined;
  for await (const events of pages({ startTime, filterPattern: FILTER_PATTERN })) {
    for (const { timestamp, message = '' } of events)
      if (timestamp !== undefined && Summary.safeParse(parseJson(message)).success)
        newest = Math.max(newest ?? 0, timestamp);
  }
  return newest;
}

/**
 * When the function last reconciled everything, by its log, which costs a call or two and no money. A metric of EventBridge would only
 * tell when the schedule asked. Undefined where it did not in a day.
 */
export async function lastResyncOnAws(settings: SettingsSource, io: TargetIo): Promise<number | undefined> {
  const group = functionLogGroup(settings, io);
  try {
    for (const look of LOOKS) {
      const newest = await newestSince(group, Math.max(0, io.runtime.now() - look));
      if (newest !== undefined) return newest;
    }
    return undefined;
  } catch (error) {
    if (error instanceof CloudError && error.code === NO_LOG_GROUP) return undefined;
    throw error;
  }
}
