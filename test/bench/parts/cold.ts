import { type Bundles, buildTrimmedAndDefault } from '../../support/build/bundles.ts';
import { formatKilobytes, sdkBytes, sizeRows } from '../cold/sizes.ts';
import { cloudRunStarts, lambdaStartsBesideRaw } from '../cold/compare-starts.ts';
import type { Row } from '../row.ts';

const ROUNDS = 9;

const formatMilliseconds = (milliseconds: number) => `${milliseconds.toFixed(0)} ms`;

/**
 * The targets were set on one machine. On another, which may have other things to do, what counts is the share of what the
 * default takes: 232 ms on Lambda, and 900 ms on Cloud Run.
 */
const isFast = (ours: number, target: number, whole: number, wholeThen: number) =>
  ours <= target || ours / whole <= target / wholeThen;

async function lambdaRow(bundles: Bundles): Promise<Row> {
  const { trimmed, whole, raw, isTls } = await lambdaStartsBesideRaw(bundles, ROUNDS);
  const sdk = sdkBytes(bundles);
  const over = isTls ? 'TLS' : 'plain HTTP, since there is no openssl here to make a certificate';
  return {
    id: 'lambda-cold',
    what: 'Lambda cold cost: import + client + first call',
    elsewhere: `${formatMilliseconds(whole.answered)}, ${formatKilobytes(bundles.defaultBytes.aws)} default bundle; ${formatMilliseconds(raw.answered)} bare request`,
    target: '<= 50 ms (0.22 of default), <= 250 kB',
    measured: `${formatMilliseconds(trimmed.answered)}, ${formatKilobytes(bundles.aws.startBytes)}`,
    ratio: trimmed.answered / whole.answered,
    isMet: isFast(trimmed.answered, 50, whole.answered, 232) && bundles.aws.startBytes <= 250_000,
    how:
      `The built handler in a new process until EC2's first answer, over ${over}, on loopback; best of ${ROUNDS} in turn with ` +
      `the bundle that esbuild makes by default and with one bare request. Imported after ${formatMilliseconds(trimmed.imported)} ` +
      `(default ${formatMilliseconds(whole.imported)}); ${formatKilobytes(sdk)} of the bytes are SDK, the rest our own code and schemas.`,
  };
}

async function cloudRunRow(bundles: Bundles): Promise<Row> {
  const { trimmed, whole } = await cloudRunStarts(bundles, ROUNDS);
  const bytes = bundles.gcp.startBytes;
  const memory = (megabytes: number) => `${megabytes.toFixed(0)} MB`;
  return {
    id: 'cloud-run-cold',
    what: 'Cloud Run function cold cost: import + client',
    elsewhere: `${formatMilliseconds(whole.ready)}, ${formatKilobytes(bundles.defaultBytes.gcp)}, ${memory(whole.megabytes)} default bundle`,
    target: '<= 150 ms (0.17 of default), <= 800 kB, <= 100 MB',
    measured: `${formatMilliseconds(trimmed.ready)}, ${formatKilobytes(bytes)}, ${memory(trimmed.megabytes)}`,
    ratio: trimmed.ready / whole.ready,
    isMet: isFast(trimmed.ready, 150, whole.ready, 900) && bytes <= 800_000 && trimmed.megabytes <= 100,
    how:
      `The built function in a new process, without the framework's server; best of ${ROUNDS} in turn with the bundle that ` +
      `esbuild makes by default. Memory is the resident set after a plan of the lab's network.`,
  };
}

/** What it costs to start the functions cold, against bundles that nobody trimmed, built and measured in the same run. */
export async function measureCold(): Promise<Row[]> {
  await using bundles = await buildTrimmedAndDefault();
  return [await lambdaRow(bundles), await cloudRunRow(bundles), ...sizeRows(bundles)];
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(await measureCold(), null, 2)}\n`);
