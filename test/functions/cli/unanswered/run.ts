import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '../../../../infra/local/simulation.ts';
import { type CliResult, runCli } from '../../../support/cli/run-cli.ts';
import { whileTimePasses } from '../../../support/testbed/pass-time.ts';

/** Milliseconds in which a command says who does not answer. */
const TEN_SECONDS = 10_000;

interface Ended extends CliResult {
  /** Milliseconds that passed for whoever waits. */
  readonly took: number;
  /** Names of the files that it wrote. */
  readonly files: readonly string[];
}

/**
 * Runs a command with the time limits that people have, in a time that passes without waiting. Throws when it takes longer than
 * `limit` milliseconds.
 */
export async function runInPassingTime(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  limit = TEN_SECONDS,
): Promise<Ended> {
  const clock = new ManualClock();
  const folder = await mkdtemp(join(tmpdir(), 'podroutes-unanswered-'));
  try {
    const time = { now: clock.now, sleep: clock.sleep };
    const { result, took } = await whileTimePasses(() => runCli(argv, { env, folder, time }), limit, clock);
    return { ...result, took, files: await readdir(folder) };
  } finally {
    await rm(folder, { recursive: true });
  }
}
