import { expect, it } from 'vitest';
import { deployAws } from '../../../../infra/local/aws-deployment.ts';
import { captureLog } from '../../../support/testbed/log.ts';
import { createGroup, createTemplate, openFleet, states } from './harness.ts';

it('a deployed function gets the events of a group and lets its instance on when it is routed', async () => {
  await using fleet = await openFleet();
  const { ec2, scaling, net } = fleet;
  const { deliver, handler, queue } = deployAws(ec2, { log: captureLog('aws').log, autoScalingUrl: scaling.url });
  scaling.onEvent(deliver);
  await createTemplate(fleet, { UserData: Buffer.from('pod-cidr=10.200.7.0/24').toString('base64') });
  const hook = { LifecycleHookName: 'podroutes', LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING' };
  await createGroup(fleet, 1, { LifecycleHookSpecificationList: [hook] });
  ec2.settle();
  expect(await states(fleet)).toEqual(['Pending:Wait']);
  await queue.drainAll(handler);
  expect(ec2.backend.routesOf(net.routeTableId).map(({ destination }) => destination)).toContain('10.200.7.0/24');
  expect(await states(fleet)).toEqual(['InService']);
});
