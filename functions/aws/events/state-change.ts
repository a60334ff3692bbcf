import * as z from 'zod/mini';
import type { Hint } from '../../../shared/reconcile/model.ts';
import { explain } from '../../common/explain.ts';
import type { Wake } from '../../common/wake.ts';
import { EventTime, InstanceId } from './fields.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitoring-instance-state-changes.html */
const StateChange = z.object({
  time: EventTime,
  detail: z.object({
    'instance-id': InstanceId,
    // Published samples hold stray blanks and upper case.
    state: z.string().check(z.trim(), z.toLowerCase()),
  }),
});

const SAYS = new Map<string, Hint['says']>([
  ['pending', 'booting'],
  ['running', 'running'],
  ['shutting-down', 'ended'],
  ['terminated', 'ended'],
]);

/** EC2 Instance State-change Notification: an instance boots, runs, stops or ends. */
export function parseStateChange(event: unknown): Wake {
  const parsed = StateChange.safeParse(event);
  if (!parsed.success) return { kind: 'malformed', why: `state change: ${explain(parsed.error)}` };
  const { time, detail } = parsed.data;
  const { 'instance-id': instance, state } = detail;
  if (state === 'stopping' || state === 'stopped') {
    return { kind: 'ignored', why: `${instance} is ${state}: a stopped node keeps its routes` };
  }
  const says = SAYS.get(state);
  if (says === undefined) return { kind: 'ignored', why: `${instance} is in a state that says nothing about routes` };
  return { kind: 'hint', hint: { instance, says, at: Date.parse(time) } };
}
