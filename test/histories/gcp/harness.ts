import { once } from '../../../functions/common/once.ts';
import { HistoryRunner } from '../run/history-runner.ts';
import type { Harness } from '../explore/search.ts';
import { anyGcpHistory } from './generators.ts';
import type { GcpChange, GcpSetup } from './history.ts';
import { openSharedServer } from './cloud/shared-server.ts';
import { GcpEnvironment } from './environment.ts';

/** One for the process; it ends with it. */
const sharedServer = once(openSharedServer);

/** Histories on GCP, each from an empty project on. */
export const GCP_HARNESS: Harness<GcpSetup, GcpChange> = {
  name: 'gcp',
  arbitrary: anyGcpHistory,
  run: async (history, statistics) => {
    await using environment = new GcpEnvironment(await sharedServer(), history.setup, statistics);
    await new HistoryRunner(environment, statistics).runHistory(history);
  },
};
