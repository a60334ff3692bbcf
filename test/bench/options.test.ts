import { describe, expect, it } from 'vitest';
import { readOptions, USAGE, UsageError } from './options.ts';
import { SUITE } from './suite.ts';

describe('the command line of the benchmark', () => {
  it('measures all parts when nothing is said, and names them in its help', () => {
    expect(readOptions([])).toEqual({
      mode: 'measure',
      parts: Object.keys(SUITE),
      isWhole: true,
      isQuick: false,
      json: undefined,
    });
    for (const part of Object.keys(SUITE)) expect(USAGE).toContain(part);
  });

  it('is quick when it only compares', () => {
    expect(readOptions(['--check'])).toMatchObject({ mode: 'check', isQuick: true, isWhole: true });
    expect(readOptions(['--only', 'idle-day', '--check'])).toMatchObject({ parts: ['idle-day'], isWhole: false });
    expect(readOptions(['--write'])).toMatchObject({ mode: 'write', isQuick: false });
  });

  it.each([
    [['--only', 'nonsense'], 'there is no part nonsense'],
    [['--only', 'toString'], 'there is no part toString'],
    [['--check', '--write'], '--write and --check do not go together'],
    [['--write', '--only', 'idle-day'], '--write takes a whole run'],
    [['--write', '--quick'], '--write takes a whole run'],
    [['--speed'], "Unknown option '--speed'"],
  ])('refuses %j', (argv, message) => {
    expect(() => readOptions(argv)).toThrow(UsageError);
    expect(() => readOptions(argv)).toThrow(message);
  });
});
