import { AutoScalingClient, CompleteLifecycleActionCommand } from '@aws-sdk/client-auto-scaling';
import { withCloudErrors } from '../../../shared/aws/api/errors.ts';
import { CloudError } from '../../../shared/reconcile/cloud/cloud-error.ts';
import type { LifecycleHook } from '../events/parsed-event.ts';

/** CONTINUE puts the instance into service or lets it end; ABANDON has a launched one replaced. */
export type LifecycleActionResult = 'CONTINUE' | 'ABANDON';

/** A client of Auto Scaling with the function's own credentials. */
export const autoScalingClient = (): AutoScalingClient => new AutoScalingClient();

/** Completes a lifecycle action. Answers false when nobody waits for it any more: timed out, completed or gone. */
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
