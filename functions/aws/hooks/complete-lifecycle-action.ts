import { AutoScalingClient, CompleteLifecycleActionCommand } from '@aws-sdk/client-auto-scaling';
import { withCloudErrors } from '../../../shared/aws/api/errors.ts';
import { CloudError } from '../../../shared/reconcile/cloud/cloud-error.ts';
import type { LifecycleHook } from '../events/parsed-event.ts';

/** CONTINUE goes on with the launch or termination; ABANDON has a launched instance replaced. */
export type LifecycleActionResult = 'CONTINUE' | 'ABANDON';

export const autoScalingClient = (): AutoScalingClient => new AutoScalingClient();

/** Returns false when Auto Scaling no longer waits for the action: timed out, completed or deleted. */
export async function completeLifecycleAction(
  client: AutoScalingClient,
  hook: LifecycleHook,
  result: LifecycleActionResult,
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
    await withCloudErrors('autoscaling:CompleteLifecycleAction', subject, () => client.send(command));
    return true;
  } catch (error) {
    if (error instanceof CloudError && error.code === 'ValidationError') return false;
    throw error;
  }
}
