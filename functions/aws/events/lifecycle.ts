import * as z from 'zod/mini';
import type { Hint } from '../../../shared/reconcile/model.ts';
import { explain } from '../../common/explain.ts';
import { EventTime, InstanceId } from './fields.ts';
import type { AwsWake, LifecycleHook } from './wake.ts';

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

function saysOf(kind: LifecycleHook['kind'], destination: string | undefined): Hint['says'] {
  if (kind === 'launch') return 'booting';
  // An instance that goes back to a warm pool is stopped there, and stopped nodes keep their routes.
  return destination === 'WarmPool' ? 'stopped' : 'ended';
}

/** EC2 Instance-launch or -terminate Lifecycle Action: Auto Scaling holds an instance until the hook is completed. */
export function parseLifecycle(kind: LifecycleHook['kind'], event: unknown): AwsWake {
  const parsed = LifecycleAction.safeParse(event);
  if (!parsed.success) return { kind: 'malformed', why: `lifecycle action: ${explain(parsed.error)}` };
  const { time, detail } = parsed.data;
  const { EC2InstanceId: instance, LifecycleActionToken: token } = detail;
  return {
    kind: 'hook',
    hint: { instance, says: saysOf(kind, detail.Destination), at: Date.parse(time) },
    hook: {
      kind,
      instance,
      group: detail.AutoScalingGroupName,
      name: detail.LifecycleHookName,
      ...(token === undefined ? {} : { token }),
    },
  };
}
