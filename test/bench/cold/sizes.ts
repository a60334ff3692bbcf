import { type Bundles, startBytesOf } from '../../support/bundles.ts';
import type { Row } from '../row.ts';

/** What comes of client-ec2, which is what the target of size was set for. */
const AWS_SDK = /node_modules\/@(aws|aws-sdk|smithy)\//;

const MOST_SDK = 200_000;
const MOST_GCP = 1_400_000;

export const kilo = (bytes: number): string => `${Math.round(bytes / 1000)} kB`;

export const sdkBytes = ({ aws }: Bundles): number => startBytesOf(aws, AWS_SDK);

/** Bytes that are loaded at the start, against bundles that nobody trimmed: the same in every run. */
export function sizeRows(bundles: Bundles): Row[] {
  const { aws, gcp, whole } = bundles;
  const how = 'As esbuild counts what it wrote; the default bundle is built in the same run.';
  return [
    {
      id: 'lambda-bytes',
      what: 'Lambda, bytes loaded at the start',
      elsewhere: `${kilo(whole.aws)} default bundle`,
      target: `<= ${kilo(MOST_SDK)} of SDK`,
      measured: `${kilo(aws.startBytes)}, ${kilo(sdkBytes(bundles))} of it SDK`,
      ratio: aws.startBytes / whole.aws,
      isMet: sdkBytes(bundles) <= MOST_SDK,
      how,
    },
    {
      id: 'cloud-run-bytes',
      what: 'Cloud Run function, bytes loaded at the start',
      elsewhere: `${kilo(whole.gcp)} default bundle`,
      target: `<= ${kilo(MOST_GCP)}`,
      measured: kilo(gcp.startBytes),
      ratio: gcp.startBytes / whole.gcp,
      isMet: gcp.startBytes <= MOST_GCP,
      how,
    },
  ];
}
