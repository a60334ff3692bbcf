import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TARGETS } from '../../infra/build/targets.ts';
import { cloudRunStarts } from '../bench/cold/compare-starts.ts';
import {
  totalBytes,
  buildTrimmedAndDefault,
  buildByDefault,
  type Bundles,
  startBytesOf,
} from '../support/build/bundles.ts';

/** A bundle may be so much larger, beside what esbuild makes by default, than it was when this was written. */
const MARGIN = 1.1;
/** As they were then; of the command line a third is Kubernetes' client, which is not trimmed. */
const SIZE_RATIOS = { aws: 0.128, gcp: 0.14, cli: 0.388 };

let bundles: Bundles;
let commandLine: { readonly trimmed: number; readonly whole: number };
beforeAll(async () => {
  bundles = await buildTrimmedAndDefault();
  const { metafile } = await TARGETS.cli(join(bundles.folder, 'trimmed/cli'));
  const whole = await buildByDefault('functions/cli/podroutes.ts', join(bundles.folder, 'whole/cli/podroutes.mjs'));
  commandLine = { trimmed: totalBytes(metafile), whole };
}, 120_000);
afterAll(() => bundles[Symbol.asyncDispose]());

const AWS_SDK = /node_modules\/@(aws|aws-sdk|smithy)\//;

it('the Lambda function starts with little', () => {
  const { aws, defaultBytes } = bundles;
  expect(aws.startBytes / defaultBytes.aws).toBeLessThan(SIZE_RATIOS.aws * MARGIN);
  expect(aws.startBytes).toBeLessThanOrEqual(250_000);
  expect(startBytesOf(aws, AWS_SDK)).toBeLessThanOrEqual(170_000);
  expect(startBytesOf(aws, /client-ec2/)).toBeGreaterThan(0);
  expect(
    startBytesOf(
      aws,
      /client-eventbridge|client-auto-scaling|codec-v2|powertools|postal-mime|modules\/yaml|user-data\/parse-texts|reconcile\/(plan|apply)/,
    ),
  ).toBe(0);
  for (const later of [/postal-mime/, /modules\/yaml/, /user-data\/parse-texts/]) {
    expect(Object.keys(aws.metafile.inputs).filter((path) => later.test(path))).not.toEqual([]);
  }
});

it('the Cloud Run function is small', () => {
  const { gcp, defaultBytes } = bundles;
  expect(gcp.startBytes).toBeLessThanOrEqual(800_000);
  expect(gcp.startBytes / defaultBytes.gcp).toBeLessThan(SIZE_RATIOS.gcp * MARGIN);
});

it('the command line too', () => {
  expect(commandLine.trimmed / commandLine.whole).toBeLessThan(SIZE_RATIOS.cli * MARGIN);
});

// How long both take to start is measured by the benchmark.
it('the Cloud Run function takes much less memory than esbuild’s default', async () => {
  const { trimmed, whole } = await cloudRunStarts(bundles, 1);
  expect(trimmed.megabytes).toBeLessThan(whole.megabytes * 0.6);
}, 120_000);
