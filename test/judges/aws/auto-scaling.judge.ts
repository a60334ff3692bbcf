import { AutoScalingClient, CompleteLifecycleActionCommand } from '@aws-sdk/client-auto-scaling';
import { CreateLaunchTemplateCommand, EC2Client } from '@aws-sdk/client-ec2';
import { describe, expect, inject, it } from 'vitest';
import { AWS_CREDENTIALS } from '../../../infra/local/aws-deployment.ts';
import { createTutorialNetwork, LocalAutoScaling, startLocalEc2 } from '../../../infra/local/aws.ts';
import { ManualClock } from '../../../infra/local/simulation.ts';
import { servedActions } from '../served-actions.ts';
import { sitePackages } from '../site-packages.ts';
import { Judge } from './model/judge.ts';
import { readServiceModel } from './model/service-model.ts';
import { watch } from './model/watch.ts';
import * as tour from './tour/auto-scaling.ts';
import { codesOf } from './tour/refusals.ts';

interface Opened extends tour.Ground, AsyncDisposable {
  readonly scaling: LocalAutoScaling;
}

/** Auto Scaling beside an EC2 that has the launch template of the tour. */
async function openGround(judge: Judge): Promise<Opened> {
  const clock = new ManualClock(Date.parse('2026-01-02T03:04:05.000Z'));
  const ec2 = await startLocalEc2({ now: clock.now });
  const scaling = await LocalAutoScaling.start(ec2, { timeout: clock.timeout });
  const options = { region: 'us-east-1', credentials: AWS_CREDENTIALS, maxAttempts: 1 };
  const ec2Client = new EC2Client({ ...options, endpoint: ec2.url });
  const client = watch(new AutoScalingClient({ ...options, endpoint: scaling.url }), judge);
  const LaunchTemplateData = { ImageId: 'ami-0f1a5f5ada0e7da53', InstanceType: 't3.small' } as const;
  await ec2Client.send(new CreateLaunchTemplateCommand({ LaunchTemplateName: 'tour', LaunchTemplateData }));
  const { subnetId: subnet } = createTutorialNetwork(ec2.backend);
  const close = async () => {
    client.destroy();
    ec2Client.destroy();
    await Promise.all([ec2.close(), scaling[Symbol.asyncDispose]()]);
  };
  return { client, scaling, subnet, settle: () => ec2.settle(), [Symbol.asyncDispose]: close };
}

describe('the answers of the local Auto Scaling, by the description that AWS gives its clients', () => {
  const newJudge = () => new Judge(readServiceModel(sitePackages(inject('judges')), 'autoscaling/2011-01-01'));

  it('hold to it in every action', async () => {
    const judge = newJudge();
    await using ground = await openGround(judge);
    await tour.buildGroup(ground);
    await tour.passHook(ground);
    await tour.changeInstances(ground);
    await tour.warm(ground);
    expect(await tour.refresh(ground)).toEqual(['Successful', 'Cancelled']);
    await tour.removeGroup(ground);
    expect(judge.findings.lines).toEqual([]);
    expect([...judge.operations.keys()].toSorted()).toEqual(servedActions('Auto Scaling'));
    expect(judge.findings.members).toBeGreaterThan(500);
    process.stderr.write(`Auto Scaling: ${judge.operations.size} actions, ${judge.findings.members} members judged\n`);
  });

  it('and so are refusals', async () => {
    const judge = newJudge();
    await using ground = await openGround(judge);
    await tour.buildGroup(ground);
    expect(await codesOf(tour.refusedCalls(ground))).toEqual([
      'AlreadyExistsFault',
      'ValidationError',
      'ResourceInUseFault',
      'ValidationError',
      'ActiveInstanceRefreshNotFoundFault',
      'ValidationError',
    ]);
    expect(judge.findings.lines).toEqual([]);
  });

  it('and so is a lifecycle action that is completed by its token, once', async () => {
    const judge = newJudge();
    await using ground = await openGround(judge);
    const { token, group, hook } = ground.scaling.hold('launch', 'i-0123456789abcdef0');
    const completion = { AutoScalingGroupName: group, LifecycleHookName: hook, LifecycleActionToken: token };
    const complete = () =>
      ground.client.send(new CompleteLifecycleActionCommand({ ...completion, LifecycleActionResult: 'CONTINUE' }));
    await complete();
    await expect(complete()).rejects.toThrow();
    expect(judge.findings.lines).toEqual([]);
    expect([judge.operations.size, judge.errors.size]).toEqual([1, 1]);
  });
});
