import * as z from 'zod/mini';
import type { Hint } from '../../../shared/reconcile/model/hint.ts';
import { EventTime } from '../../common/event-time.ts';
import { checkPayload } from '../../common/schema-error.ts';
import type { ParsedEvent } from '../../common/parsed-event.ts';
import { InstanceId } from './instance-id.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instance-state-changes.html */
const StateChange = z.object({
  time: EventTime,
  detail: z.object({
    'instance-id': InstanceId,
    // AWS' samples have blanks and capitals here.
    state: z.string().check(z.trim(), z.toLowerCase()),
  }),
});

const HINT_STATES = new Map<string, Hint['state']>([
  ['pending', 'booting'],
  ['running', 'running'],
  ['shutting-down', 'deleted'],
  ['terminated', 'deleted'],
]);

/** EC2 Instance State-change Notification. */
export function parseStateChange(event: unknown): ParsedEvent {
  const { data, problem } = checkPayload(StateChange, event);
  if (data === undefined) return { kind: 'malformed', reason: `state change: ${problem}` };
  const { time, detail } = data;
  const { 'instance-id': instanceId, state } = detail;
  if (state === 'stopping' || state === 'stopped') {
    return { kind: 'ignored', reason: `${instanceId} is ${state}: a stopped node keeps its routes`, instanceId };
  }
  const hintState = HINT_STATES.get(state);
  if (hintState === undefined)
    return { kind: 'ignored', reason: `${instanceId} is in a state that says nothing about routes` };
  return { kind: 'hint', hint: { instanceId, state: hintState, at: Date.parse(time) } };
}
