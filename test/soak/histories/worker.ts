import { CLOUDS } from '../../histories/clouds.ts';
import { emptyStatistics } from '../../histories/explore/statistics.ts';
import { describeCounterexample } from '../../histories/explore/describe-counterexample.ts';
import { Job, type JobResult } from './job.ts';

/** A process that plays pieces of the soak, one after the other. */
async function runJob(message: unknown): Promise<JobResult> {
  const { cloud, ...range } = Job.parse(message);
  const statistics = emptyStatistics();
  const found = await CLOUDS.find(({ name }) => name === cloud)?.findMinimalCounterexample(range, statistics);
  return { statistics, ...(found === undefined ? {} : { violation: describeCounterexample(cloud, found) }) };
}

process.on('message', (message) => {
  runJob(message).then(
    (outcome) => process.send?.(outcome),
    (error: unknown) => {
      const violation = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.send?.({ statistics: emptyStatistics(), violation } satisfies JobResult);
    },
  );
});
// Whoever asks has gone.
process.on('disconnect', () => process.exit());
