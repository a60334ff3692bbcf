/**
 * List prices in dollars, us-east-1 and us-central1, on demand, as the pages named showed them in 2026. Prices change, and
 * nobody pays list prices for long: what is computed from them says how large a bill is, not what is on it.
 */
export const PRICES_OF = '2026';

/** So many dollars for `per` units, of which the first `free` cost nothing in each month, for the whole account. */
export interface Price {
  readonly dollars: number;
  readonly per: number;
  readonly unit: string;
  /** What the free tier that does not end after a year covers. */
  readonly free: number;
  readonly source: string;
}

const MILLION = 1_000_000;
const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const CLOUDWATCH = 'https://aws.amazon.com/cloudwatch/pricing/';
const CLOUD_RUN = 'https://cloud.google.com/run/pricing';
const OBSERVABILITY = 'https://cloud.google.com/products/observability/pricing';

export const AWS = {
  lambdaRequests: { dollars: 0.2, per: MILLION, unit: 'requests', free: MILLION, source: LAMBDA },
  /** arm64. */
  lambdaSeconds: { dollars: 0.0000133334, per: 1, unit: 'GB-s', free: 400_000, source: LAMBDA },
  sqs: { dollars: 0.4, per: MILLION, unit: 'requests', free: MILLION, source: 'https://aws.amazon.com/sqs/pricing/' },
  /** AWS's own events and scheduled rules are free. */
  ownEvents: {
    dollars: 1,
    per: MILLION,
    unit: 'events',
    free: 0,
    source: 'https://aws.amazon.com/eventbridge/pricing/',
  },
  metrics: { dollars: 0.3, per: 1, unit: 'metrics', free: 10, source: CLOUDWATCH },
  alarms: { dollars: 0.1, per: 1, unit: 'alarms', free: 10, source: CLOUDWATCH },
  dashboards: { dollars: 3, per: 1, unit: 'dashboards', free: 3, source: CLOUDWATCH },
  logs: { dollars: 0.5, per: 1, unit: 'GB', free: 5, source: CLOUDWATCH },
  /** Half a t3.medium. */
  machine: {
    dollars: 0.0416 / 2,
    per: 1,
    unit: 'vCPU-hours',
    free: 0,
    source: 'https://aws.amazon.com/ec2/pricing/on-demand/',
  },
} satisfies Record<string, Price>;

export const GCP = {
  /** Billed while a request is worked on. */
  vcpuSeconds: { dollars: 0.000024, per: 1, unit: 'vCPU-s', free: 180_000, source: CLOUD_RUN },
  memorySeconds: { dollars: 0.0000025, per: 1, unit: 'GiB-s', free: 360_000, source: CLOUD_RUN },
  requests: { dollars: 0.4, per: MILLION, unit: 'requests', free: 2 * MILLION, source: CLOUD_RUN },
  /** Carries Eventarc's events; those of Google's own services cost nothing else. */
  pubsub: {
    dollars: 40 / 1024,
    per: 1,
    unit: 'GiB',
    free: 10,
    source: 'https://cloud.google.com/pubsub/pricing',
  },
  schedulerJobs: {
    dollars: 0.1,
    per: 1,
    unit: 'jobs',
    free: 3,
    source: 'https://cloud.google.com/scheduler/pricing',
  },
  logs: { dollars: 0.5, per: 1, unit: 'GiB', free: 50, source: OBSERVABILITY },
  /** Older pages say $1.50 for each. */
  alertConditions: { dollars: 0.1, per: 1, unit: 'conditions', free: 0, source: OBSERVABILITY },
  alertSeries: { dollars: 0.35, per: MILLION, unit: 'time series read', free: 0, source: OBSERVABILITY },
  images: {
    dollars: 0.1,
    per: 1,
    unit: 'GB',
    free: 0.5,
    source: 'https://cloud.google.com/artifact-registry/pricing',
  },
  /** Half an e2-standard-2. */
  machine: {
    dollars: 0.06701142 / 2,
    per: 1,
    unit: 'vCPU-hours',
    free: 0,
    source: 'https://cloud.google.com/compute/vm-instance-pricing',
  },
} satisfies Record<string, Price>;
