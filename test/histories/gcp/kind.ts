import { once } from '../../../functions/common/once.ts';
import { Player } from '../play.ts';
import type { Kind } from '../search.ts';
import { anyGcpHistory } from './arbitrary.ts';
import type { GcpChange, GcpSetup } from './history.ts';
import { openHost } from './host.ts';
import { GcpStage } from './stage.ts';

/** One for the process; it ends with it. */
const host = once(openHost);

/** Histories on GCP, each from an empty project on. */
export const GCP: Kind<GcpSetup, GcpChange> = {
  name: 'gcp',
  any: anyGcpHistory,
  play: async (history, tally) => {
    await using stage = new GcpStage(await host(), history.setup, tally);
    await new Player(stage, tally).play(history);
  },
};
