import pLimit from 'p-limit';
import { expect, it } from 'vitest';
import { PAGES, shellOf } from '../docs/commands/pages.ts';
import { commandsIn } from '../docs/commands/record.ts';
import { run } from './support/suite/shell.ts';

/**
 * Written in Python beside the API's models, which print no skeleton: `release.moto.ts` deploys and `local-cloud.moto.ts` invokes.
 * And what has a skeleton that its own model refuses.
 */
const WITHOUT_SKELETON = ['s3', 'cloudformation deploy', 'lambda invoke', 'iam create-policy', 'iam create-role'];

const hasSkeleton = ([, ...words]: readonly string[]) =>
  !WITHOUT_SKELETON.some((name) => words.join(' ').startsWith(`${name} `));

/** The first version of the AWS CLI, which is the one that pip has, takes payloads as they are. */
const forFirstVersion = (words: readonly string[]) =>
  words.filter((word, i) => word !== '--cli-binary-format' && words[i - 1] !== '--cli-binary-format');

/** What the AWS CLI says of a command's form; undefined if it is content. It calls nobody. */
async function usageError(words: readonly string[]): Promise<string | undefined> {
  const [program = '', ...args] = forFirstVersion(words);
  return run(program, ...args, '--generate-cli-skeleton', 'output').then(
    () => undefined,
    (error: unknown) => String(error),
  );
}

it('the aws commands of all pages are such as the AWS CLI understands', async () => {
  const all = PAGES.flatMap((page) => commandsIn(shellOf(page))).map(({ words }) => words);
  const commands = all.filter((words) => words[0] === 'aws' && hasSkeleton(words));
  expect(commands.length).toBeGreaterThan(12);
  expect(await usageError(['aws', 'ec2', 'delete-route', '--route-tabel-id', 'rtb-1'])).toMatch(/usage/);
  const limit = pLimit(2);
  const refusals = await Promise.all(commands.map((words) => limit(() => usageError(words))));
  expect(refusals.filter((each) => each !== undefined)).toEqual([]);
});
