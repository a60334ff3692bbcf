import { expect, it } from 'vitest';
import type { Io } from '../../../functions/cli/io.ts';
import { ProgressBar } from '../../../functions/cli/render/progress-bar.ts';
import { SYSTEM_CLOCK } from '../../../shared/reconcile/cloud/clock.ts';

/** What people see of 40 writes that end one every 100 ms. */
function shown(isTerminal: boolean): string {
  let time = 0;
  let text = '';
  const output = { write: (more: string) => (text += more), isTerminal, hasColours: false, columns: 120 };
  const runtime = { ...SYSTEM_CLOCK, now: () => time };
  const io: Io = { stdout: output, stderr: output, env: {}, cwd: '', runtime, onInterrupt: () => () => {} };
  const progress = new ProgressBar(io, 40);
  for (; time < 4000; progress.advance()) time += 100;
  progress.stop();
  return text;
}

it('a bar tells rate and time left once it takes a second', () => {
  const text = shown(true);
  expect(text).toMatch(/#+-+ 10\/40 routes, 10\.0\/s, 3s left/);
  expect(text).toContain('40/40 routes');
  expect(text).not.toMatch(/ [1-9]\/40 routes/);
});

it('nobody sees it where no people look', () => {
  expect(shown(false)).toBe('');
});
