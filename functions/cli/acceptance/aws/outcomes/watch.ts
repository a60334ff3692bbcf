import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { OUTCOME_SOURCE } from '../../../../../shared/aws/names.ts';
import { CloudError, isRetryable } from '../../../../../shared/reconcile/cloud/cloud-error.ts';
import type { Clock } from '../../../../../shared/reconcile/cloud/clock.ts';
import { notTried, type Outcome, outcomeOf } from '../../outcome.ts';
import { waitFor } from '../../wait.ts';
import type { BusApi } from './bus-api.ts';
import { makeOutcomeRule, type WantedOutcomes } from './make-rule.ts';
import { readQueue } from './read-queue.ts';

/** How the outcomes of a run are seen, or why they are not. */
export type OutcomeWatch =
  | { readonly kind: 'watching'; readonly api: BusApi; readonly bus: string; readonly queueUrl: string }
  | { readonly kind: 'not-watching'; readonly outcome: Outcome };

interface Watcher {
  readonly api: BusApi;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Tells whoever waits, in words that may name anything. */
  readonly tell: (text: string) => void;
}

export const notWatching = (outcome: Outcome): OutcomeWatch => ({ kind: 'not-watching', outcome });

const PROBE = 'Acceptance Probe';

/** Milliseconds. A new rule takes events after "a short period of time", says the API reference. */
const UNTIL_EFFECTIVE = { deadline: 120_000, every: 2000 };

/** Whether an event of the run itself comes into the queue: whatever does not come later is then no fault of the rule. */
async function isHeard({ api, clock, signal }: Watcher, queueUrl: string, { bus, cluster }: WantedOutcomes) {
  const entry = { EventBusName: bus, Source: OUTCOME_SOURCE, DetailType: PROBE, Detail: JSON.stringify({ cluster }) };
  const command = new PutEventsCommand({ Entries: [entry] });
  const heard = await waitFor({ clock, signal, ...UNTIL_EFFECTIVE }, async () => {
    await api.call('events:PutEvents', bus, () => api.events.send(command));
    const events = await readQueue(api, queueUrl);
    return events.some((event) => event['detail-type'] === PROBE) ? true : undefined;
  });
  return heard === true;
}

async function watchRule(watcher: Watcher, wanted: WantedOutcomes): Promise<OutcomeWatch> {
  const queueUrl = await makeOutcomeRule(watcher.api, wanted);
  if (await isHeard(watcher, queueUrl, wanted))
    return { kind: 'watching', api: watcher.api, bus: wanted.bus, queueUrl };
  return notWatching(outcomeOf(false, 'nothing, not even an event that the run itself put there'));
}

/** Whoever may not do that, or has no room for a rule, can still try the rest. */
export async function watchOutcomes(watcher: Watcher, wanted: WantedOutcomes): Promise<OutcomeWatch> {
  try {
    return await watchRule(watcher, wanted);
  } catch (error) {
    const isAnswer = error instanceof CloudError && error.kind !== 'interrupted' && !isRetryable(error);
    if (!isAnswer) throw error;
    watcher.tell(error.cause instanceof Error ? error.cause.message : error.message);
    const isMissing = error.code === 'ResourceNotFoundException' && error.message.startsWith('events:PutRule ');
    const why = `the rule or its queue could not be made or used: ${error.code}`;
    return notWatching(isMissing ? outcomeOf(false, 'there is no such bus') : notTried(why));
  }
}
