import {
  AutoScalingClient,
  type AutoScalingClientConfig,
  CompleteLifecycleActionCommand,
} from '@aws-sdk/client-auto-scaling';
import { clientWithTimeLimit } from '../../../shared/aws/api/client.ts';
import { withCloudErrors } from '../../../shared/aws/api/errors.ts';
import { CloudError } from '../../../shared/reconcile/cloud/cloud-error.ts';
import { ATTEMPT_TIMEOUT, unlessAborted } from '../../../shared/reconcile/cloud/time-limit.ts';
import type { LifecycleHook } from '../events/parsed-event.ts';

/** CONTINUE goes on with the launch or termination; ABANDON has a launched instance replaced. */
export type LifecycleActionResult = 'CONTINUE' | 'ABANDON';

export const autoScalingClient = (config: AutoScalingClientConfig = {}): AutoScalingClient =>
  clientWithTimeLimit((each: AutoScalingClientConfig) => new AutoScalingClient(each), {
    config,
    attemptTimeout: ATTEMPT_TIMEOUT,
  });

/** Returns false when Auto Scaling no longer waits for the action: timed out, completed or deleted. */
export async function completeLifecycleAction(
  client: AutoScalingClient,
  hook: LifecycleHook,
  result: LifecycleActionResult,
  end?: AbortSignal,
): Promise<boolean> {
  const command = new CompleteLifecycleActionCommand({
    AutoScalingGroupName: hook.group,
    LifecycleHookName: hook.name,
    InstanceId: hook.instance,
    LifecycleActionToken: hook.token,
    LifecycleActionResult: result,
  });
  try {
    const subject = `${hook.instance} in ${hook.group}`;
    const action = 'autoscaling:CompleteLifecycleAction';
    const send = () => unlessAborted(() => client.send(command), end, `${action} on ${subject}`);
    await withCloudErrors(action, subject, send);
    return true;
  } catch (error) {
    if (error instanceof CloudError && error.code === 'ValidationError') return false;
    throw error;
  }
}
