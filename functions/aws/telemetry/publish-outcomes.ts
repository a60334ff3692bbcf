import {
  EventBridgeClient,
  type EventBridgeClientConfig,
  PutEventsCommand,
  type PutEventsRequestEntry as Entry,
} from '@aws-sdk/client-eventbridge';
import pLimit from 'p-limit';
import { clientWithTimeLimit } from '../../../shared/aws/api/client.ts';
import { withCloudErrors } from '../../../shared/aws/api/errors.ts';
import { OUTCOME_SOURCE } from '../../../shared/aws/names.ts';
import { ATTEMPT_TIMEOUT, unlessAborted } from '../../../shared/reconcile/cloud/time-limit.ts';
import type { Logger } from '../../common/log.ts';
import type { Outcome } from './outcomes.ts';

/** The most that PutEvents takes. */
const ENTRIES_PER_CALL = 10;
const CONCURRENT_CALLS = 5;

export const eventBridgeClient = (config: EventBridgeClientConfig = {}): EventBridgeClient =>
  clientWithTimeLimit((each: EventBridgeClientConfig) => new EventBridgeClient(each), {
    config,
    attemptTimeout: ATTEMPT_TIMEOUT,
  });

interface FailedEntry {
  readonly entry: Entry;
  readonly reason: string;
}

async function putBatch(
  client: EventBridgeClient,
  entries: readonly Entry[],
  end: AbortSignal | undefined,
): Promise<FailedEntry[]> {
  try {
    const command = new PutEventsCommand({ Entries: [...entries] });
    const bus = entries[0]?.EventBusName ?? 'default';
    const send = () => unlessAborted(() => client.send(command), end, `events:PutEvents on ${bus}`);
    const response = await withCloudErrors('events:PutEvents', bus, send);
    return entries.flatMap((entry, i) => {
      const { ErrorCode, ErrorMessage = '' } = response.Entries?.[i] ?? {};
      return ErrorCode === undefined ? [] : [{ entry, reason: `${ErrorCode}: ${ErrorMessage}` }];
    });
  } catch (error) {
    // The routes are written: a failure to publish must not cause a retry.
    const reason = error instanceof Error ? error.message : String(error);
    return entries.map((entry) => ({ entry, reason }));
  }
}

async function putAll(
  client: EventBridgeClient,
  entries: readonly Entry[],
  end: AbortSignal | undefined,
): Promise<FailedEntry[]> {
  const limit = pLimit(CONCURRENT_CALLS);
  const offsets = Array.from({ length: Math.ceil(entries.length / ENTRIES_PER_CALL) }, (_, i) => i * ENTRIES_PER_CALL);
  const failed = await Promise.all(
    offsets.map((at) => limit(() => putBatch(client, entries.slice(at, at + ENTRIES_PER_CALL), end))),
  );
  return failed.flat();
}

/** Retries refused entries once, then logs them. Never throws. Returns how many were lost. */
export async function publishOutcomes(
  client: EventBridgeClient,
  bus: string,
  outcomes: readonly Outcome[],
  { log, end }: { readonly log: Logger; readonly end?: AbortSignal | undefined },
): Promise<number> {
  const entries = outcomes.map(({ detailType, detail }) => ({
    EventBusName: bus,
    Source: OUTCOME_SOURCE,
    DetailType: detailType,
    Detail: JSON.stringify(detail),
  }));
  const failed = await putAll(client, entries, end);
  const lost = await putAll(
    client,
    failed.map(({ entry }) => entry),
    end,
  );
  for (const { entry, reason } of lost) {
    log.error({ outcome: entry.DetailType, detail: entry.Detail, why: reason }, 'outcome could not be published');
  }
  return lost.length;
}
