import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** What IAM calls the services of the clients. */
const PREFIX = new Map([
  ['client-ec2', 'ec2'],
  ['client-eventbridge', 'events'],
  ['client-auto-scaling', 'autoscaling'],
]);

const COMMAND = /@aws-sdk\/([\w-]+)\/dist-\w+\/commands\/(\w+)Command\.js$/;

/**
 * Every AWS action that the deployed code can issue, by its name in IAM: the clients' commands that are left in the bundle
 * when everything unreachable is shaken out of it.
 */
export async function issuableActions(): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['functions/aws/handler.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    // As it is deployed: without this, what is imported later is kept whole.
    splitting: true,
    mainFields: ['module', 'main'],
    metafile: true,
    write: false,
    outdir: 'unused',
  });
  const used = Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
  const actions = used.flatMap((file) => {
    const [, client = '', command = ''] = COMMAND.exec(file) ?? [];
    return command === '' ? [] : [`${PREFIX.get(client) ?? client}:${command}`];
  });
  return [...new Set(actions)].toSorted();
}
