import { describe, expect, it } from 'vitest';
import { sampled } from '../../../support/sample.ts';
import { runInPassingTime } from './run.ts';
import { startWorld } from './worlds.ts';

const SILENT_SERVICES = [
  { cloud: 'aws', action: 'lambda:GetFunctionConfiguration' },
  { cloud: 'aws', action: 'sqs:ListQueues' },
  { cloud: 'aws', action: 'events:ListRuleNamesByTarget' },
  { cloud: 'gcp', action: 'cloudfunctions.functions.list' },
  { cloud: 'gcp', action: 'resourcemanager.projects.testIamPermissions' },
] as const;

describe('podroutes doctor, where one service is silent', () => {
  it.each(sampled(SILENT_SERVICES, 2))('checks all that does not need it: $action', async ({ cloud, action }) => {
    await using world = await startWorld(cloud, 'sound');
    const healthy = await runInPassingTime(['doctor', '--output', 'json'], world.env);
    world.faults.failAlways(action, { code: 'cut', connection: 'silent' });
    const { stdout } = await runInPassingTime(['doctor', '--output', 'json'], world.env);
    const { checked, unchecked } = JSON.parse(stdout);
    expect(checked.length).toBeGreaterThan(5);
    expect(JSON.parse(healthy.stdout).checked).toEqual(expect.arrayContaining(checked));
    expect(JSON.stringify(unchecked)).toMatch(/no whole answer within/);
  });
});
