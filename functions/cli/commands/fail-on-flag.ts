import { InvalidArgumentError } from 'commander';

/** What of a report makes a command fail though no call has: only people can mend it. */
const FAIL_ON = ['refused', 'conflicts', 'without-range', 'not-forwarding', 'unstated'] as const;
/** What `--fail-on` takes; of all but `none` several. */
export const FAIL_ON_CHOICES = [...FAIL_ON, 'none'];

export type FailOn = (typeof FAIL_ON)[number];

export const DEFAULT_FAIL_ON: readonly FailOn[] = ['refused', 'conflicts', 'without-range', 'not-forwarding'];

const isFailOn = (text: string): text is FailOn => FAIL_ON.some((each) => each === text);

/** The value of `--fail-on`: `none`, or some of FAIL_ON with commas between them. */
export function parseFailOn(value: string): readonly FailOn[] {
  const items = value.split(',').map((item) => item.trim());
  if (items.length === 1 && items[0] === 'none') return [];
  const known = items.filter(isFailOn);
  if (known.length === items.length) return known;
  throw new InvalidArgumentError(`It should be none, or some of ${FAIL_ON.join(',')}.`);
}
