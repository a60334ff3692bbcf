/** On-demand prices of us-east-1 in dollars, as https://aws.amazon.com/ec2/pricing/on-demand/ and .../ebs/pricing/ had them. */
const PRICES_OF = '2026';

/** The micros are for accounts that may only launch what their free plan covers. */
const DOLLARS_PER_HOUR = { 't4g.nano': 0.0042, 't3.nano': 0.0052, 't4g.micro': 0.0084, 't3.micro': 0.0104 };

export type InstanceType = keyof typeof DOLLARS_PER_HOUR;

export const INSTANCE_TYPES: readonly string[] = Object.keys(DOLLARS_PER_HOUR);

const DISK_DOLLARS_PER_HOUR = (8 * 0.08) / 730;
const INSTANCES = 2;
/** A run with all its waiting. */
const HOURS = 0.5;

const cents = (hours: number, type: InstanceType): number =>
  Math.ceil(100 * INSTANCES * hours * (DOLLARS_PER_HOUR[type] + DISK_DOLLARS_PER_HOUR));

/** What a run costs, and what would be forgotten, for people. */
export function tellCost(type: InstanceType): string {
  return (
    `two ${type} for half an hour at most: ${cents(HOURS, type)} cent or so (list prices of ${PRICES_OF}, us-east-1); ` +
    `what is left behind after a crash costs ${cents(24, type)} cents a day until podroutes acceptance --cleanup`
  );
}
