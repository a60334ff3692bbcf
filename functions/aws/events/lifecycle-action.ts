import * as z from 'zod/mini';
import type { Hint } from '../../../shared/reconcile/model/hint.ts';
import { describeSchemaError } from '../../common/schema-error.ts';
import { EventTime, InstanceId } from './fields.ts';
import type { AwsParsedEvent, LifecycleHook } from './parsed-event.ts';

const Name = z.string().check(z.minLength(1), z.maxLength(255));

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
  const parsed = LifecycleAction.safeParse(event);
  if (!parsed.success) return { kind: 'malformed', reason: `lifecycle action: ${describeSchemaError(parsed.error)}` };
  const { time, detail } = parsed.data;
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
