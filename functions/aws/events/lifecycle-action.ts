import * as z from 'zod/mini';
import type { Hint } from '../../../shared/reconcile/model/hint.ts';
import { EventTime } from '../../common/event-time.ts';
import { checkPayload } from '../../common/schema-error.ts';
import { InstanceId } from './instance-id.ts';
import type { AwsParsedEvent, LifecycleHook } from './parsed-event.ts';

const Name = z.string().check(z.minLength(1, 'is empty'), z.maxLength(255, 'is longer than 255 characters'));

/** https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-event-reference.html */
const LifecycleAction = z.object({
  time: EventTime,
  detail: z.object({
    EC2InstanceId: InstanceId,
    AutoScalingGroupName: Name,
    LifecycleHookName: Name,
    LifecycleActionToken: z.optional(z.string()),
    Destination: z.optional(z.string()),
  }),
});

function instanceStateOf(kind: LifecycleHook['kind'], destination: string | undefined): Hint['state'] {
  if (kind === 'launch') return 'booting';
  // An instance returned to a warm pool is stopped there, and stopped nodes keep their routes.
  return destination === 'WarmPool' ? 'stopped' : 'deleted';
}

/** EC2 Instance-launch or -terminate Lifecycle Action: Auto Scaling waits until the hook is completed. */
export function parseLifecycleAction(kind: LifecycleHook['kind'], event: unknown): AwsParsedEvent {
  const { data, problem } = checkPayload(LifecycleAction, event);
  if (data === undefined) return { kind: 'malformed', reason: `lifecycle action: ${problem}` };
  const { time, detail } = data;
  const { EC2InstanceId: instanceId, LifecycleActionToken: token } = detail;
  return {
    kind: 'hook',
    hint: { instanceId, state: instanceStateOf(kind, detail.Destination), at: Date.parse(time) },
    hook: {
      kind,
      instance: instanceId,
      group: detail.AutoScalingGroupName,
      name: detail.LifecycleHookName,
      token,
    },
  };
}
