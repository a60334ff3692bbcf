import { CreateTagsCommand } from '@aws-sdk/client-ec2';
import { POD_CIDR_TAG } from '../../../../../shared/aws/names.ts';
import { NODE_RANGES } from '../../names.ts';
import { checkRouted, upkeepUntil } from '../../node-checks.ts';
import { outcomeOf } from '../../outcome.ts';
import type { Launched } from '../sandbox.ts';
import { readInstance, type Trial } from '../trial.ts';

/** @param since when it was launched */
export async function checkLaunch(trial: Trial, { id }: Launched, since: number): Promise<void> {
  await checkRouted(trial, 'route-after-launch', NODE_RANGES[0], since);
  const isOff = async () => (await readInstance(trial, id))?.NetworkInterfaces?.[0]?.SourceDestCheck === false;
  const off = await upkeepUntil(trial, isOff, since);
  trial.results.add('source-dest-check', outcomeOf(off !== undefined, off === undefined ? 'on' : 'off'));
}

export async function checkTagLater(trial: Trial, { id }: Launched): Promise<void> {
  const { client, call } = trial.ec2;
  const [, Value] = NODE_RANGES;
  const command = new CreateTagsCommand({ Resources: [id], Tags: [{ Key: POD_CIDR_TAG, Value }] });
  await call('CreateTags', id, () => client.send(command));
  await checkRouted(trial, 'told-later', Value);
}
