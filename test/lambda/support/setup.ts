import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import * as z from 'zod/mini';
import { flagsOf } from '../../infra/aws/package-template.ts';
import type { Tools } from './tools.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

const run = promisify(execFile);

const FunctionProperties = z.object({
  Handler: z.string(),
  FunctionName: z.string(),
  MemorySize: z.number(),
  Timeout: z.number(),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }),
});

const Template = z.object({
  Resources: z.object({ PodRoutesLambdaFunction: z.object({ Properties: FunctionProperties }) }),
});

declare module 'vitest' {
  interface ProvidedContext {
    readonly tools: Tools;
    /** A folder for the suite alone. */
    readonly scratch: string;
    /** Where the packaged zip was unpacked to. */
    readonly task: string;
    /** How the packaged template deploys it. */
    readonly deployment: z.infer<typeof FunctionProperties>;
  }
}

/** Makes of the repository what `npx osls deploy` would upload, without credentials or network. */
async function packageInto(folder: string): Promise<z.infer<typeof FunctionProperties>> {
  const path = [join(ROOT, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
  const env = { PATH: path, HOME: folder, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };
  await run('osls', ['package', '--package', folder, ...flagsOf({})], { cwd: ROOT, env });
  const template = await readFile(join(folder, 'cloudformation-template-update-stack.json'), 'utf8');
  return Template.parse(JSON.parse(template)).Resources.PodRoutesLambdaFunction.Properties;
}

function toolsFromEnvironment(): Tools {
  const { PODROUTES_LAMBDA_CLIENT: client, PODROUTES_LAMBDA_EMULATOR: emulator } = process.env;
  if (client !== undefined && emulator !== undefined) return { client, emulator };
  throw new Error('PODROUTES_LAMBDA_CLIENT is not set; start this suite with npm run test:lambda');
}

/** Packs and unpacks the function before the first test. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const tools = toolsFromEnvironment();
  const scratch = await mkdtemp(join(tmpdir(), 'podroutes-lambda-'));
  const [packed, task] = [join(scratch, 'packed'), join(scratch, 'task')];
  await mkdir(packed);
  await mkdir(task);
  // As Lambda does: the function's user reads what the zip lets everybody read.
  await chmod(task, 0o755);
  const deployment = await packageInto(packed);
  await run('unzip', ['-q', join(packed, 'podroutes.zip'), '-d', task]);
  project.provide('tools', tools);
  project.provide('scratch', scratch);
  project.provide('task', task);
  project.provide('deployment', deployment);
  return () => rm(scratch, { recursive: true });
}
