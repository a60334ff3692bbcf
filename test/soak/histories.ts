import { availableParallelism } from 'node:os';
import { CLOUDS } from '../histories/clouds.ts';
import { emptyStatistics, addStatistics, type Statistics } from '../histories/explore/statistics.ts';
import type { Job } from './histories/job.ts';
import { runJobs } from './histories/pool.ts';

export interface HistoriesOptions {
  /** How many, half on each cloud. */
  readonly runs: number;
  /** They are those of the seeds from this one on. */
  readonly seed: number;
  /** After so long it is given up, as a failure. */
  readonly minutes: number;
  /** Is told of the progress, a line every now and then. */
  readonly onProgress: (line: string) => void;
}

/** What happened on each cloud, and how many promises were broken: none, or `histories` would have thrown. */
export interface HistoriesResult {
  readonly violations: 0;
  readonly seconds: number;
  readonly aws: Statistics;
  readonly gcp: Statistics;
}

const JOB_SIZE = 50;
const PROGRESS_INTERVAL = 10_000;

function jobsFor({ runs, seed }: HistoriesOptions): Job[] {
  const each = Math.ceil(runs / CLOUDS.length);
  const places = Array.from({ length: Math.ceil(each / JOB_SIZE) }, (_, i) => i * JOB_SIZE);
  return places.flatMap((at) =>
    CLOUDS.map(({ name }) => ({ cloud: name, seed: seed + at, runs: Math.min(JOB_SIZE, each - at) })),
  );
}

/**
 * Plays random histories, in as many processes as there are processors. Throws the first broken promise, with the history that
 * breaks it, shrunk, and how to play it again.
 */
export async function histories(options: HistoriesOptions): Promise<HistoriesResult> {
  const { minutes, onProgress } = options;
  const jobs = jobsFor(options);
  const planned = jobs.reduce((sum, { runs }) => sum + runs, 0);
  const started = performance.now();
  const seconds = () => Math.round((performance.now() - started) / 1000);
  const statistics = { aws: emptyStatistics(), gcp: emptyStatistics() };
  const violations: string[] = [];
  let lastReportedAt = 0;
  const played = () => statistics.aws.histories + statistics.gcp.histories;
  const cutOff = await runJobs(jobs, {
    size: availableParallelism(),
    signal: AbortSignal.timeout(minutes * 60_000),
    onEnd: ({ cloud }, outcome) => {
      statistics[cloud] = addStatistics(statistics[cloud], outcome.statistics);
      if (outcome.violation !== undefined) violations.push(outcome.violation);
      if (performance.now() - lastReportedAt < PROGRESS_INTERVAL) return;
      lastReportedAt = performance.now();
      onProgress(`${played()} of ${planned} histories in ${seconds()} s`);
    },
  });
  if (violations.length > 0) throw new Error(violations.join('\n\n'));
  if (played() < planned) {
    const where = cutOff.map(({ cloud, seed, runs }) => `${cloud} ${seed} to ${seed + runs - 1}`).join(', ');
    throw new Error(`${played()} of ${planned} histories were played in ${minutes} minutes; cut off: ${where}`);
  }
  return { violations: 0, seconds: seconds(), ...statistics };
}
