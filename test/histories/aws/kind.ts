import { Player } from '../play.ts';
import type { Kind } from '../search.ts';
import { anyAwsHistory } from './arbitrary.ts';
import type { AwsChange, AwsSetup } from './history.ts';
import { AwsStage } from './stage.ts';

/** Histories on AWS, each from an empty account on. */
export const AWS: Kind<AwsSetup, AwsChange> = {
  name: 'aws',
  any: anyAwsHistory,
  play: async (history, tally) => {
    await using stage = await AwsStage.open(history.setup, tally);
    await new Player(stage, tally).play(history);
  },
};
