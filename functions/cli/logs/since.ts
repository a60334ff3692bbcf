import { InvalidArgumentError } from 'commander';

/** Milliseconds since the epoch, as seen from now. */
export type Since = (now: number) => number;

const UNITS: ReadonlyMap<string, number> = new Map([
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
]);

const ISO = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?$/;

/** A duration, as kubectl and the AWS CLI take it, or a time. */
export function parseSince(text: string): Since {
  const [, count = '', unit = ''] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  const length = UNITS.get(unit);
  if (length !== undefined) return (now) => Math.max(0, now - Number(count) * length);
  const time = ISO.test(text) ? Date.parse(text) : Number.NaN;
  if (time >= 0) return () => time;
  throw new InvalidArgumentError(
    'It should be a duration, such as 30s, 10m, 1h or 2d, or a time, such as 2026-01-31T10:00Z.',
  );
}
