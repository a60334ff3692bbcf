import { HistoryRunner } from '../run/history-runner.ts';
import type { Harness } from '../explore/search.ts';
import { anyAwsHistory } from './generators.ts';
import type { AwsChange, AwsSetup } from './history.ts';
import { AwsEnvironment } from './environment.ts';

/** Histories on AWS, each from an empty account on. */
export const AWS_HARNESS: Harness<AwsSetup, AwsChange> = {
  name: 'aws',
  arbitrary: anyAwsHistory,
  run: async (history, statistics) => {
    await using environment = await AwsEnvironment.open(history.setup, statistics);
    await new HistoryRunner(environment, statistics).runHistory(history);
  },
};
