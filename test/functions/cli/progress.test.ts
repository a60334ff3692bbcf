import { expect, it } from 'vitest';
import type { Io } from '../../../functions/cli/io.ts';
import { ProgressBar } from '../../../functions/cli/render/terminal/progress-bar.ts';
import { SYSTEM_CLOCK } from '../../../shared/reconcile/cloud/clock.ts';

/** What people see of 40 writes that end one every 100 ms, or as far apart as `pauses` says. */
function shown(isTerminal: boolean, pauses = Array.from({ length: 40 }, () => 100), isInterrupted = false): string {
  let time = 0;
  let text = '';
  const output = { write: (more: string) => (text += more), isTerminal, hasColours: false, columns: 120 };
  const runtime = { ...SYSTEM_CLOCK, now: () => time };
  const io: Io = { stdout: output, stderr: output, env: {}, cwd: '', runtime, onInterrupt: () => () => {} };
  const progress = new ProgressBar(io, 40);
  for (const pause of pauses) {
    time += pause;
    progress.advance();
  }
  if (isInterrupted) {
    progress.clearLine();
    output.write('a note\n');
  }
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

it('goes by the recent rate', () => {
  const pauses = [...Array.from({ length: 15 }, () => 10_000), ...Array.from({ length: 22 }, () => 100)];
  expect(shown(true, pauses)).toMatch(/37\/40 routes, 10\.0\/s, 1s left/);
});

it('leaves its line to a note', () => {
  expect(shown(true, [1500, 1500], true)).toContain('\r\u001B[Ka note\n');
  expect(shown(true, [10, 10], true)).toBe('a note\n');
});
