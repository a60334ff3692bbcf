import { type Bundles, startBytesOf } from '../../support/build/bundles.ts';
import type { Row } from '../row.ts';

/** What comes of client-ec2. */
const AWS_SDK = /node_modules\/@(aws|aws-sdk|smithy)\//;

/** SDK, our own code and schemas. */
const MAX_AWS_BYTES = 250_000;
const MAX_SDK_BYTES = 170_000;
const MAX_GCP_BYTES = 800_000;

export const formatKilobytes = (bytes: number): string => `${Math.round(bytes / 1000)} kB`;

export const sdkBytes = ({ aws }: Bundles): number => startBytesOf(aws, AWS_SDK);

/** Bytes that are loaded at the start, against bundles that nobody trimmed: the same in every run. */
export function sizeRows(bundles: Bundles): Row[] {
  const { aws, gcp, defaultBytes } = bundles;
  const how = 'As esbuild counts what it wrote; the default bundle is built in the same run.';
  return [
    {
      id: 'lambda-bytes',
      what: 'Lambda, bytes loaded at the start',
      elsewhere: `${formatKilobytes(defaultBytes.aws)} default bundle`,
      target: `<= ${formatKilobytes(MAX_AWS_BYTES)}, ${formatKilobytes(MAX_SDK_BYTES)} of it SDK`,
      measured: `${formatKilobytes(aws.startBytes)}, ${formatKilobytes(sdkBytes(bundles))} of it SDK`,
      ratio: aws.startBytes / defaultBytes.aws,
      isMet: aws.startBytes <= MAX_AWS_BYTES && sdkBytes(bundles) <= MAX_SDK_BYTES,
      how,
    },
    {
      id: 'cloud-run-bytes',
      what: 'Cloud Run function, bytes loaded at the start',
      elsewhere: `${formatKilobytes(defaultBytes.gcp)} default bundle`,
      target: `<= ${formatKilobytes(MAX_GCP_BYTES)}`,
      measured: formatKilobytes(gcp.startBytes),
      ratio: gcp.startBytes / defaultBytes.gcp,
      isMet: gcp.startBytes <= MAX_GCP_BYTES,
      how,
    },
  ];
}
