import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import * as z from 'zod/mini';
import { flagsOf } from '../../infra/aws/package-template.ts';
import { aws, run } from './suite/shell.ts';

export const STACK = 'podroutes-kubernetes-the-hard-way';

/** Deploys what lies packed in `folder`, as `npx osls deploy` does, to moto. */
export async function deploy(folder: string): Promise<void> {
  await run('osls', 'deploy', '--package', folder, ...flagsOf({}));
}

const Resources = z.array(z.object({ LogicalResourceId: z.string(), PhysicalResourceId: z.optional(z.string()) }));

/** What the stack's resources are called, by their names in the template. */
export async function physicalIds(): Promise<(logical: string) => string> {
  const query = 'StackResourceSummaries[]';
  const listed = await aws('cloudformation', 'list-stack-resources', '--stack-name', STACK, '--query', query);
  const ids = new Map(Resources.parse(listed).map((each) => [each.LogicalResourceId, each.PhysicalResourceId]));
  return (logical) => {
    const id = ids.get(logical);
    if (id === undefined) throw new Error(`the stack has no ${logical}`);
    return id;
  };
}

/** Fetches the function's code from the bucket that osls put it into, and unpacks it. */
export async function deployedCode(bucket: string): Promise<string> {
  const folder = await mkdtemp(join(inject('scratch'), 'deployed-'));
  const query = "Contents[?ends_with(Key, '.zip')].Key | [0]";
  const key = z.string().parse(await aws('s3api', 'list-objects-v2', '--bucket', bucket, '--query', query));
  const zip = join(folder, 'function.zip');
  await aws('s3api', 'get-object', '--bucket', bucket, '--key', key, zip);
  await run('python', '-m', 'zipfile', '-e', zip, folder);
  return folder;
}
