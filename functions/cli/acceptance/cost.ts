import type { CloudKind } from '../settings/flags.ts';

/** The first is the default. The micros of AWS are for accounts that may only launch what their free plan covers. */
export const AWS_TYPES = ['t4g.nano', 't3.nano', 't4g.micro', 't3.micro'] as const;
export const GCP_TYPES = ['e2-micro', 'e2-small', 'f1-micro'] as const;

export type AwsType = (typeof AWS_TYPES)[number];
export type GcpType = (typeof GCP_TYPES)[number];

/**
 * List prices of an hour on demand, in dollars: https://aws.amazon.com/ec2/pricing/on-demand/,
 * https://cloud.google.com/compute/vm-instance-pricing
 */
const DOLLARS: Readonly<Record<AwsType | GcpType, number>> = {
  't4g.nano': 0.0042,
  't3.nano': 0.0052,
  't4g.micro': 0.0084,
  't3.micro': 0.0104,
  'e2-micro': 0.0084,
  'e2-small': 0.0168,
  'f1-micro': 0.0076,
};

/** The same of an instance's disk: .../ebs/pricing/, .../disks-image-pricing */
const DISK_DOLLARS: Readonly<Record<CloudKind, number>> = { aws: (8 * 0.08) / 730, gcp: (10 * 0.04) / 730 };

const PRICES_OF: Readonly<Record<CloudKind, string>> = { aws: '2026, us-east-1', gcp: '2026, us-central1' };

/** What else is made. A million messages of SQS cost 40 cents, a million events 100: .../sqs/pricing/, .../eventbridge/pricing/ */
const BESIDE: Readonly<Record<CloudKind, string>> = {
  aws: '; the queue, and a dozen events on the bus, less than a hundredth of a cent',
  gcp: '',
};

const INSTANCES = 2;
/** A run with all its waiting. */
const HOURS = 0.5;
const HOURS_WITH_FUNCTION = 1.5;

interface CostlyRun {
  readonly kind: CloudKind;
  readonly instanceType: AwsType | GcpType;
  readonly isDeployed: boolean;
  /** With which flags the same account is cleaned up. */
  readonly location: string;
}

/** What a run costs, and what would be forgotten, for people. */
export function tellCost({ kind: cloud, instanceType: type, isDeployed, location }: CostlyRun): string {
  const cents = (hours: number) => Math.ceil(100 * INSTANCES * hours * (DOLLARS[type] + DISK_DOLLARS[cloud]));
  const [hours, inWords] = isDeployed ? [HOURS_WITH_FUNCTION, 'an hour and a half'] : [HOURS, 'half an hour'];
  return (
    `two ${type} for ${inWords} at most: ${cents(hours)} cent or so (list prices of ${PRICES_OF[cloud]})${BESIDE[cloud]}; ` +
    `what is left behind after a crash costs ${cents(24)} cents a day until "podroutes acceptance --cleanup ${location}"`
  );
}
