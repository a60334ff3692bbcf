import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../infra/local/simulation.ts';
import { CallScheduler, SimulatedProcess } from './call-scheduler.ts';

const CALL = { action: 'DescribeInstances', input: {} };

describe('the scheduler of calls', () => {
  it('says who waits for what never comes', async () => {
    const process = new SimulatedProcess();
    process.calls.push(CALL.action);
    const stands = new CallScheduler(new ManualClock(), 1).untilIdle(new Set([process]));
    await expect(stands).rejects.toThrow('wait for nothing that never comes: after DescribeInstances');
  });

  it('leaves no call of a frozen process without an end', async () => {
    const process = new SimulatedProcess();
    const scheduler = new CallScheduler(new ManualClock());
    const call = scheduler.submit(process, CALL, async () => 'an answer');
    scheduler.loseCalls(process, () => true);
    await expect(call).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(scheduler.pending).toEqual([]);
  });
});
