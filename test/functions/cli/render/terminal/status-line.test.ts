import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Io } from '../../../../../functions/cli/io.ts';
import { sanitizedIo } from '../../../../../functions/cli/render/terminal/sanitize.ts';
import { withReadingStatus } from '../../../../../functions/cli/render/terminal/status-line.ts';
import type { Target } from '../../../../../functions/cli/target/target.ts';
import { deployAws } from '../../../../../infra/local/aws-deployment.ts';
import { startLocalEc2 } from '../../../../../infra/local/aws.ts';
import { captureLog } from '../../../../support/testbed/log.ts';
import { SYSTEM_CLOCK } from '../../../../../shared/reconcile/cloud/clock.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

async function statusLineAfter(
  milliseconds: number,
  isTerminal: boolean,
  readingProgress: Target['readingProgress'] = () => undefined,
): Promise<string> {
  const ec2 = await startLocalEc2();
  const { cloud } = deployAws(ec2, captureLog('aws'));
  const cluster = { name: 'c', cidrs: [] };
  const target: Target = { cloud, cluster, location: 'region r', readingProgress, listRoutes: async () => '' };
  let text = '';
  const output = { write: (more: string) => (text += more), isTerminal, hasColours: false };
  const io: Io = {
    stdout: output,
    stderr: output,
    env: {},
    cwd: '',
    runtime: SYSTEM_CLOCK,
    onInterrupt: () => () => {},
  };
  await withReadingStatus(sanitizedIo(io), target, async () => vi.advanceTimersByTime(milliseconds));
  await ec2.close();
  return text;
}

it.each([
  [999, true, ''],
  [1000, true, 'reading the network of c in region r ...\r\u001B[K'],
  [1000, false, ''],
])('after %i ms on a terminal (%s) it has said %j', async (milliseconds, isTerminal, text) => {
  expect(await statusLineAfter(milliseconds, isTerminal)).toBe(text);
});

it('counts the reads of user data, and what is on the line goes before it is written again', async () => {
  let completed = 0;
  const counting = () => (completed < 300 ? { completed: (completed += 100), total: 300 } : undefined);
  expect(await statusLineAfter(1600, true, counting)).toBe(
    [
      'reading user data 100/300',
      'reading user data 200/300',
      // All are read; the rest is not.
      'reading the network of c in region r ...',
      '',
    ].join('\r\u001B[K'),
  );
});
