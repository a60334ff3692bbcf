import { AutoScalingClient, CompleteLifecycleActionCommand } from '@aws-sdk/client-auto-scaling';
import { calling } from '../../../shared/aws/errors.ts';
import { CloudError } from '../../../shared/reconcile/errors.ts';
import type { LifecycleHook } from '../events/wake.ts';

/** CONTINUE puts the instance into service or lets it end; ABANDON has a launched one replaced. */
export type Result = 'CONTINUE' | 'ABANDON';

/** A client of Auto Scaling with the function's own credentials. */
export const autoScalingClient = (): AutoScalingClient => new AutoScalingClient();

/** Completes a lifecycle action. Answers false when nobody waits for it any more: timed out, completed or gone. */
export async function complete(client: AutoScalingClient, hook: LifecycleHook, result: Result): Promise<boolean> {
  const command = new CompleteLifecycleActionCommand({
    AutoScalingGroupName: hook.group,
    LifecycleHookName: hook.name,
    InstanceId: hook.instance,
    LifecycleActionToken: hook.token,
    LifecycleActionResult: result,
  });
  try {
    const subject = `${hook.instance} in ${hook.group}`;
    await calling('autoscaling:CompleteLifecycleAction', subject, () => client.send(command));
    return true;
  } catch (error) {
    if (error instanceof CloudError && error.code === 'ValidationError') return false;
    throw error;
  }
}
